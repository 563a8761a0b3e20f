internal import InterlockCrypto

/// The entries of a list: its bytes, and a table that finds an entry in them by issuer and serial number.
///
/// One pass says that every entry is DER and none is there twice; an entry is read again when it is asked for.
struct RevocationEntries: Sendable {
    /// Why the list must not be used, as far as its entries say.
    private(set) var defect: String?
    /// Whether an entry has the reason removeFromCRL, which only a delta may (RFC 5280 section 5.3.1).
    private(set) var hasRemovals = false
    private let bytes: [UInt8]
    private var table: RevocationTable
    private var issuers: RevocationEntryIssuers
    private let place: Range<Int>

    /// No entries.
    init(issuer: DistinguishedName) {
        self.bytes = []
        self.place = 0..<0
        self.table = RevocationTable(capacity: 0)
        self.issuers = RevocationEntryIssuers(list: issuer)
    }

    /// Reads what `revokedCertificates` holds, which is a place in `bytes`.
    init(reading content: DERReader, in bytes: [UInt8], issuer: DistinguishedName) throws(IdentityError) {
        // RFC 5280 section 5.1.2.6: where there are no entries, the field is left out.
        guard !content.isAtEnd else { throw content.error("an empty list of entries is left out") }
        self.bytes = bytes
        self.place = content.place
        self.issuers = RevocationEntryIssuers(list: issuer)
        var counter = content
        var count = 0
        while !counter.isAtEnd {
            _ = try counter.readElement()
            count += 1
        }
        self.table = RevocationTable(capacity: count)
        var content = content
        while !content.isAtEnd {
            let offset = content.position
            try self.add(RevocationEntry(reading: content.read(DERTag.sequence)), at: offset)
        }
    }

    var count: Int { self.table.count }

    var isIndirect: Bool { self.issuers.isIndirect }

    private mutating func add(_ entry: RevocationEntry, at offset: Int) throws(IdentityError) {
        if let place = entry.issuer { try self.issuers.append(DERReader(self.bytes, place), at: offset) }
        if entry.hasUnknownCritical {
            self.defect = "the entry of \(entry.serialNumber) has a critical extension that is not understood"
        }
        if entry.reason == .removeFromList { self.hasRemovals = true }
        let issuer = self.issuers.current
        let hash = RevocationTable.hash(entry.serialNumber, issuer: issuer)
        let (bytes, issuers) = (self.bytes, self.issuers)
        let isNew = self.table.insert(offset, hash: hash) {
            Self.serialNumber(bytes, $0) == entry.serialNumber && issuers.number(at: $0) == issuer
        }
        guard isNew else {
            throw IdentityError(
                .invalidEncoding,
                "at byte \(offset): the serial number \(entry.serialNumber) is listed twice"
            )
        }
    }

    /// The entry of a certificate by `issuer`, or by the list's issuer where that is nil.
    func entry(for serialNumber: SerialNumber, issuer: DistinguishedName?) -> RevokedCertificate? {
        guard let number = issuer.map(self.issuers.number(of:)) ?? 0 else { return nil }
        let hash = RevocationTable.hash(serialNumber, issuer: number)
        let offset = self.table.offset(of: hash) {
            Self.serialNumber(self.bytes, $0) == serialNumber && self.issuers.number(at: $0) == number
        }
        return offset.flatMap(self.entry)
    }

    /// All entries, in the order of the list.
    var all: [RevokedCertificate] {
        var all: [RevokedCertificate] = []
        all.reserveCapacity(self.count)
        var reader = DERReader(self.bytes, self.place)
        while !reader.isAtEnd {
            let offset = reader.position
            guard (try? reader.readElement()) != nil, let entry = self.entry(at: offset) else { break }
            all.append(entry)
        }
        return all
    }

    private func entry(at offset: Int) -> RevokedCertificate? {
        var reader = DERReader(self.bytes, offset..<self.place.upperBound)
        guard let content = try? reader.read(DERTag.sequence),
            let entry = try? RevocationEntry(reading: content)
        else { return nil }
        let issuer = self.issuers.number(at: offset)
        return RevokedCertificate(
            entry,
            issuer: issuer == 0 ? nil : self.issuers.names[Int(issuer)]
        )
    }

    private static func serialNumber(_ bytes: [UInt8], _ offset: Int) -> SerialNumber? {
        var reader = DERReader(bytes, offset..<bytes.count)
        guard var content = try? reader.read(DERTag.sequence),
            let octets = try? content.readIntegerContent()
        else { return nil }
        return try? SerialNumber(content: octets)
    }
}
