internal import InterlockCrypto

/// A DNS name in the preferred syntax (RFC 1034 section 3.5, RFC 1123 section 2.1), in lower case.
struct HostName: Hashable {
    /// Most specific first; empty for the name that every name is within.
    let labels: [Substring]

    /// Octets of a name and of a label (RFC 1034 section 3.1).
    static let lengthLimit = 253
    static let labelLimit = 63

    /// Reads a name; with `allowsWildcard`, its first label may be `*` (RFC 6125 section 6.4.3).
    init(_ text: String, allowsWildcard: Bool = false) throws(IdentityError) {
        // ASCII alone: Unicode has other characters whose lower case is an ASCII letter.
        let lower = text.utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
        let labels = String(decoding: lower, as: UTF8.self).split(
            separator: ".",
            omittingEmptySubsequences: false
        )
        let plain = allowsWildcard && labels.first == "*" ? labels.dropFirst() : labels[...]
        guard !plain.isEmpty, text.utf8.count <= Self.lengthLimit, plain.allSatisfy(Self.isLabel) else {
            throw IdentityError(.nameConstraint, "\"\(text)\" is no DNS name")
        }
        self.labels = labels
    }

    /// Reads a constraint, which may be empty and then holds for every name.
    init(subtree text: String) throws(IdentityError) {
        self = text.isEmpty ? HostName(labels: []) : try HostName(text)
    }

    private init(labels: [Substring]) { self.labels = labels }

    /// Letters, digits and hyphens, none of these at an end.
    private static func isLabel(_ label: Substring) -> Bool {
        let isPlain = label.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
        return isPlain && (1...Self.labelLimit).contains(label.utf8.count) && label.first != "-"
            && label.last != "-"
    }

    /// Whether this is `ancestor` with zero or more labels before it.
    func isWithin(_ ancestor: HostName) -> Bool {
        self.labels.count >= ancestor.labels.count
            && self.labels.suffix(ancestor.labels.count) == ancestor.labels[...]
    }

    /// Whether this or, for a wildcard, a name that it stands for is within `ancestor`.
    func mayBeWithin(_ ancestor: HostName) -> Bool {
        if self.isWithin(ancestor) { return true }
        // A wildcard stands for one label.
        return self.labels.first == "*" && self.labels.dropFirst() == ancestor.labels.dropFirst()
    }
}
