internal import Glibc
internal import InterlockCrypto

extension GeneralName {
    /// The alternative name of a host: an iPAddress for an address of either family, a dNSName for everything else.
    ///
    /// - Throws: `IdentityError` with code `nameConstraint` for what is neither.
    init(host: String) throws(IdentityError) {
        if let octets = Self.octets(of: host, AF_INET, 4) ?? Self.octets(of: host, AF_INET6, 16) {
            self = .ipAddress(octets)
            return
        }
        let name = try HostName(host, allowsWildcard: true)
        // A name whose last label is a number would be taken for an address (WHATWG URL, host parsing).
        guard name.labels.last?.utf8.contains(where: { !(0x30...0x39).contains($0) }) ?? false else {
            throw IdentityError(.nameConstraint, "\"\(host)\" is neither an IP address nor a DNS name")
        }
        self = .dnsName(host)
    }

    /// The host that the name is of; nil for names of other forms.
    var host: String? {
        switch self {
        case .dnsName(let text): text
        case .ipAddress(let octets): Self.text(of: octets)
        default: nil
        }
    }

    private static func octets(of text: String, _ family: Int32, _ count: Int) -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: count)
        return unsafe inet_pton(family, text, &octets) == 1 ? octets : nil
    }

    /// An address as people write it, IPv6 as RFC 5952 has it; nil for other counts of octets than 4 and 16.
    static func text(of octets: [UInt8]) -> String? {
        if octets.count == 4 { return octets.map(String.init).joined(separator: ".") }
        guard octets.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard unsafe inet_ntop(AF_INET6, octets, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }
}

extension Certificate {
    /// The hosts among the subject's alternative names: DNS names, and IP addresses as people write them.
    package func hosts() throws(IdentityError) -> [String] { try self.alternativeNames().compactMap(\.host) }
}
