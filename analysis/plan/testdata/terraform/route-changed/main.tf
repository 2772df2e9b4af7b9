# A route of its own gets another target, and one comes to an interface that nobody knows.

resource "aws_route" "out" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.second.id
}

resource "aws_nat_gateway" "second" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.public.id
}
