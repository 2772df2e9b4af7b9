# Modules call modules, one of them once for each zone.

module "job" {
  source = "./modules/job"

  name  = "job"
  range = "10.8.0.0/16"
}
