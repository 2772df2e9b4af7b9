# The same module in two regions, by a provider with an alias; and a resource that says its region itself.

module "east" {
  source = "./modules/job"

  name  = "job"
  range = "10.8.0.0/16"
}

module "west" {
  source = "./modules/job"
  providers = {
    aws = aws.west
  }

  name  = "job"
  range = "10.9.0.0/16"
}

resource "aws_vpc" "third" {
  region     = "eu-west-1"
  cidr_block = "10.10.0.0/16"
}
