# Two VPCs are peered: one of the same account accepts by itself, one by the accepter; routes on both sides.

resource "aws_vpc_peering_connection" "data" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}

resource "aws_vpc_peering_connection" "logs" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.logs.id
}

resource "aws_vpc_peering_connection_accepter" "logs" {
  vpc_peering_connection_id = aws_vpc_peering_connection.logs.id
  auto_accept               = true
}

resource "aws_route" "to" {
  for_each = {
    "10.1.0.0/16" = aws_vpc_peering_connection.data.id
    "10.2.0.0/16" = aws_vpc_peering_connection_accepter.logs.id
  }

  route_table_id            = aws_route_table.private.id
  destination_cidr_block    = each.key
  vpc_peering_connection_id = each.value
}

resource "aws_route" "back" {
  route_table_id            = aws_vpc.data.main_route_table_id
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.data.id
}
