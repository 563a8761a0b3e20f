internal import InterlockCrypto

/// Whose certificates the entries of a list are (RFC 5280 section 5.3.3).
///
/// An entry without certificateIssuer is by the issuer of the entry before it, the first by the list's. Each name is
/// kept once, and of the entries only those at which the issuer changes.
struct RevocationEntryIssuers: Sendable {
    private(set) var names: [DistinguishedName]
    private var numbers: [DistinguishedName: UInt32]
    private var changes: [(offset: UInt32, number: UInt32)] = []

    /// How many issuers one list may name; the Common CA Database knows of about 10,000 authorities.
    static let limit = 1 << 16

    /// Which name counts for the entry that is added next.
    var current: UInt32 { self.changes.last?.number ?? 0 }

    /// Whether an entry names another issuer than the list's.
    var isIndirect: Bool { !self.changes.isEmpty }

    init(list issuer: DistinguishedName) {
        self.names = [issuer]
        self.numbers = [issuer: 0]
    }

    /// Takes the value of an entry's certificateIssuer; entries come in order of their offsets.
    mutating func append(_ value: DERReader, at offset: Int) throws(IdentityError) {
        var value = value
        let content = try value.read(DERTag.sequence)
        let all = try [GeneralName](readingContent: content)
        guard case .directoryName(let name)? = all.first(where: { $0.isDirectoryName }) else {
            throw content.error("an entry names no issuer by its distinguished name")
        }
        let number = self.numbers[name] ?? UInt32(self.names.count)
        if number == self.names.count {
            guard self.names.count < Self.limit else {
                throw content.error("more than \(Self.limit) issuers in one list", .limitExceeded)
            }
            self.numbers[name] = number
            self.names.append(name)
        }
        self.changes.append((UInt32(offset), number))
    }

    /// The number of a name, if the list has it.
    func number(of name: DistinguishedName) -> UInt32? { self.numbers[name] }

    /// The number of the name that counts for the entry at an offset.
    func number(at offset: Int) -> UInt32 {
        var range = 0..<self.changes.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range =
                self.changes[middle].offset <= offset
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound == 0 ? 0 : self.changes[range.lowerBound - 1].number
    }
}

extension GeneralName {
    fileprivate var isDirectoryName: Bool {
        if case .directoryName = self { true } else { false }
    }
}
