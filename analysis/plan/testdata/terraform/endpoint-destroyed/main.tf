# An interface endpoint goes, and a gateway endpoint with its route.
