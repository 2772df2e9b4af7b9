locals {
  name = "job"
}
