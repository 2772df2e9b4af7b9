# Only tags change, of a group whose rules are resources of their own: nothing is reached otherwise.

resource "aws_security_group" "job" {
  name   = "job"
  vpc_id = aws_vpc.main.id
  tags   = { Team = "billing" }
}
