internal import InterlockCrypto

/// The host of a URI, which is what constraints on URIs speak of (RFC 5280 section 4.2.1.10, RFC 3986 section 3.2).
struct ResourceHost {
    let host: HostName

    /// Takes the host; a URI without one, or with an IP address, can keep to no constraint and is refused.
    init(_ text: String) throws(IdentityError) {
        guard let separator = text.firstRange(of: "://") else {
            throw IdentityError(.nameConstraint, "\"\(text)\" names no host")
        }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let host = place.prefix { $0 != ":" }
        self.host = try HostName(String(host))
        guard !Self.isNumeric(self.host) else {
            throw IdentityError(.nameConstraint, "\"\(text)\" names an address, not a host")
        }
    }

    /// The last label of a host's name has a letter (RFC 1123 section 2.1).
    private static func isNumeric(_ host: HostName) -> Bool {
        host.labels.last?.utf8.allSatisfy { (0x30...0x39).contains($0) } ?? true
    }

    /// Whether it is the host `subtree` or, where that begins with a period, within that domain.
    func isWithin(_ subtree: String) throws(IdentityError) -> Bool {
        guard subtree.hasPrefix(".") else { return try self.host == HostName(subtree) }
        let domain = try HostName(String(subtree.dropFirst()))
        return self.host != domain && self.host.isWithin(domain)
    }
}
