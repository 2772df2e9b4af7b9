# The first of a list of subnets goes, so those behind it move up: Terraform replaces them all.

locals {
  ranges = ["10.0.2.0/24", "10.0.3.0/24"]
}
