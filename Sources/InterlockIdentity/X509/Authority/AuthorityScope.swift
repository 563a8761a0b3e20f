/// For whom an authority may vouch, and of what: what its superior writes into its certificate.
public struct AuthorityScope: Hashable, Sendable {
    /// The organisation that must stand in every subject's name below it; nil for any.
    public var organization: String?
    /// The DNS names below which its TLS servers must be; where an organisation is given and no host, there are none.
    public var hosts: [String]
    /// Which attributes it may assert; nil for those of the authority above it.
    public var grant: AttributeGrant?

    /// Anyone, and whatever the authority above it may assert.
    public static let unlimited = AuthorityScope()

    /// Limits an authority.
    ///
    /// Name constraints are critical, as RFC 5280 section 4.2.1.10 asks. Go's TLS and Hyperledger Fabric do not process
    /// those on organisations and refuse the certificate: for a Fabric MSP give a grant only.
    public init(organization: String? = nil, hosts: [String] = [], grant: AttributeGrant? = nil) {
        self.organization = organization
        self.hosts = hosts
        self.grant = grant
    }

    /// The extensions that say so.
    func extensions() throws(IdentityError) -> [CertificateExtension] {
        var all: [CertificateExtension] = []
        if let constraints = try self.nameConstraints() {
            all.append(
                CertificateExtension(.nameConstraints, isCritical: true, value: constraints.derRepresentation)
            )
        }
        if let grant = self.grant {
            all.append(CertificateExtension(.attributeGrant, isCritical: false, value: grant.encoding))
        }
        return all
    }

    private func nameConstraints() throws(IdentityError) -> NameConstraints? {
        for host in self.hosts { _ = try HostName(host) }
        let hosts = self.hosts.map(GeneralName.dnsName)
        guard let organization = self.organization else {
            return hosts.isEmpty ? nil : NameConstraints(permitted: hosts)
        }
        let name = try DistinguishedName(commonName: "any", organization: organization)
        let tree = GeneralName.directoryName(name.ancestor(1))
        // Addresses would be a way around the names: all of IPv4 and IPv6 are excluded.
        let addresses = [8, 32].map { GeneralName.ipAddress([UInt8](repeating: 0, count: $0)) }
        return NameConstraints(
            permitted: [tree] + hosts,
            excluded: (hosts.isEmpty ? [.dnsName("")] : []) + addresses
        )
    }
}
