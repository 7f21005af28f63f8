"""What the floor is made of: stations, crews, machines and their roster; its clock."""
