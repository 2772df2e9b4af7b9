provider "aws" {
  region = "us-east-1"
}

resource "aws_security_group" "job" {
  name   = "job"
  vpc_id = module.network.vpc_id

  egress {
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

module "job" {
  source = "./modules/job"

  function_name          = "job"
  vpc_subnet_ids         = module.network.private_subnets
  vpc_security_group_ids = [aws_security_group.job.id]
  attach_network_policy  = true
}
