resource "aws_security_group" "job" {
  name   = "job"
  vpc_id = aws_vpc.main.id
}
