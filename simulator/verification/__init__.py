"""Systems with a known answer, run by the ordinary model; and second opinions on one without."""
