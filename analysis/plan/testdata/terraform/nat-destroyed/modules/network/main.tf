locals {
  # Says which VPC all subnets are in, and that they come after its other ranges.
  vpc_id = try(aws_vpc_ipv4_cidr_block_association.this[0].vpc_id, aws_vpc.this[0].id, "")

  create_public  = var.create_vpc && length(var.public_subnets) > 0
  create_private = var.create_vpc && length(var.private_subnets) > 0
  gateways       = var.single_nat_gateway ? 1 : length(var.zones)
}

resource "aws_vpc" "this" {
  count = var.create_vpc ? 1 : 0

  cidr_block           = var.cidr
  enable_dns_hostnames = true
  tags                 = merge({ Name = var.name }, var.tags)
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count = var.create_vpc && length(var.secondary_cidr_blocks) > 0 ? length(var.secondary_cidr_blocks) : 0

  vpc_id     = aws_vpc.this[0].id
  cidr_block = element(var.secondary_cidr_blocks, count.index)
}

resource "aws_subnet" "public" {
  count = local.create_public ? length(var.public_subnets) : 0

  vpc_id                  = local.vpc_id
  cidr_block              = element(concat(var.public_subnets, [""]), count.index)
  availability_zone       = element(var.zones, count.index)
  map_public_ip_on_launch = true
  tags                    = { Name = format("${var.name}-public-%s", element(var.zones, count.index)) }
}

resource "aws_subnet" "private" {
  count = local.create_private ? length(var.private_subnets) : 0

  vpc_id            = local.vpc_id
  cidr_block        = element(concat(var.private_subnets, [""]), count.index)
  availability_zone = element(var.zones, count.index)
  tags              = { Name = format("${var.name}-private-%s", element(var.zones, count.index)) }
}

resource "aws_internet_gateway" "this" {
  count = local.create_public ? 1 : 0

  vpc_id = local.vpc_id
  tags   = { Name = var.name }
}

resource "aws_route_table" "public" {
  count = local.create_public ? 1 : 0

  vpc_id = local.vpc_id
  tags   = { Name = "${var.name}-public" }
}

resource "aws_route_table_association" "public" {
  count = local.create_public ? length(var.public_subnets) : 0

  subnet_id      = element(aws_subnet.public[*].id, count.index)
  route_table_id = element(aws_route_table.public[*].id, 0)
}

resource "aws_route" "public_internet_gateway" {
  count = local.create_public ? 1 : 0

  route_table_id         = aws_route_table.public[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id

  timeouts {
    create = "5m"
  }
}

resource "aws_route_table" "private" {
  count = local.create_private ? local.gateways : 0

  vpc_id = local.vpc_id
  tags   = { Name = "${var.name}-private-${count.index}" }
}

resource "aws_route_table_association" "private" {
  count = local.create_private ? length(var.private_subnets) : 0

  subnet_id      = element(aws_subnet.private[*].id, count.index)
  route_table_id = element(aws_route_table.private[*].id, var.single_nat_gateway ? 0 : count.index)
}

resource "aws_eip" "nat" {
  count = local.create_private && var.enable_nat_gateway ? local.gateways : 0

  domain = "vpc"
  tags   = { Name = format("${var.name}-%s", element(var.zones, count.index)) }
}

resource "aws_nat_gateway" "this" {
  count = local.create_private && var.enable_nat_gateway ? local.gateways : 0

  allocation_id = element(aws_eip.nat[*].id, count.index)
  subnet_id     = element(aws_subnet.public[*].id, var.single_nat_gateway ? 0 : count.index)
  tags          = { Name = format("${var.name}-%s", element(var.zones, count.index)) }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route" "private_nat_gateway" {
  count = local.create_private && var.enable_nat_gateway ? local.gateways : 0

  route_table_id         = element(aws_route_table.private[*].id, count.index)
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}
