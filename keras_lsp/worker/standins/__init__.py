"""What stands in for data, packages, devices and people that are not here."""
