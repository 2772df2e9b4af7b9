# Lists of ranges: one gets a range within it, one by a resource of its own; rules and a route name them.

resource "aws_ec2_managed_prefix_list" "offices" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr = "10.0.0.0/16"
  }

  entry {
    cidr        = "203.0.113.0/24"
    description = "the new office"
  }
}

resource "aws_ec2_managed_prefix_list_entry" "partner" {
  prefix_list_id = aws_ec2_managed_prefix_list.partners.id
  cidr           = "198.51.100.0/24"
}

resource "aws_route" "partners" {
  route_table_id             = aws_route_table.private.id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.partners.id
  nat_gateway_id             = aws_nat_gateway.main.id
}
