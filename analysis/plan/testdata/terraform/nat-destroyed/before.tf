module "network" {
  source = "./modules/network"

  name               = "shop"
  cidr               = "10.30.0.0/16"
  zones              = ["us-east-1a", "us-east-1b"]
  private_subnets    = ["10.30.0.0/24", "10.30.1.0/24"]
  public_subnets     = ["10.30.100.0/24", "10.30.101.0/24"]
  enable_nat_gateway = true
  single_nat_gateway = true
}
