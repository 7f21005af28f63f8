"""Lost and damaged parcels: sent again, or paid back."""
