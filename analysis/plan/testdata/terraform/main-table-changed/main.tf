# Another table becomes the main one of the VPC; subnets without one of their own go by it.

resource "aws_main_route_table_association" "main" {
  vpc_id         = aws_vpc.main.id
  route_table_id = aws_route_table.private.id
}
