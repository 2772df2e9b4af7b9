package check

// Catalogue is every check, in the order of the catalogue. It is the only list: help, CATALOGUE.md, reports and screens
// derive from it, and a test proves that no check in this package was forgotten.
func Catalogue() []*Check {
	return []*Check{
		egressInternetAllPorts,
		egressInternetAnyAddress,
		egressInternetRiskyPort,
		egressIPv6Bypass,
		egressLatent,
		egressCrossNetwork,
		egressUnmonitored,
		egressDNSUncontrolled,
		egressNATSharedPublic,
		egressExfiltration,
		egressServiceOverInternet,
		egressEndpointPolicyOpen,
		egressNotAttached,
		sgEgressUnusedRule,
		sgStaleReference,
		pathPublicSubnet,
		pathMixedSubnets,
		pathDiffersBySubnet,
		pathNATBroken,
		pathNATInstance,
		pathBlackhole,
		pathNACLReturn,
		pathNACLBlocks,
		pathPublicAccessBlock,
		pathEncryptionControl,
		pathSingleAZ,
		pathNATSingleAZ,
		pathTGWZone,
		pathDefaultSG,
		pathDefaultVPC,
		pathSharedSG,
		pathDangling,
		pathTargetUnreachable,
		pathInboundRules,
		pathVPCNotNeeded,
		dnsOff,
		dnsCustomUnreachable,
		dnsNameBlocked,
		endpointBlocked,
		endpointPolicyBlocks,
		endpointPrivateDNSOff,
		endpointCapturesAPIs,
		endpointNotRouted,
		endpointZoneMissing,
		serviceUnreachable,
		durableNoLambdaAPI,
		eventSourcePath,
		eniState,
		eniSubnetAddresses,
		eniQuota,
		eniFragmentedGroups,
		eniOrphaned,
		eniDrift,
		eniOldVersions,
		eniRolePermissions,
		eniRoleNotDenied,
		eniIPv6NoPath,
		efsUnreachable,
		coldStartPackage,
		coldStartSnapStart,
		coldStartIdle,
		coldStartInitDependency,
		roleNotAssumable,
		roleAdmin,
		roleEscalation,
		roleShared,
		roleNetworkWrite,
		functionPublic,
		functionURLForbidden,
	}
}

// Find is the check with that id, nil if there is none.
func Find(id string) *Check {
	for _, c := range Catalogue() {
		if c.ID == id {
			return c
		}
	}
	return nil
}
