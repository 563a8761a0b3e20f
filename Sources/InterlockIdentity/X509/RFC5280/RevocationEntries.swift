internal import InterlockCrypto

/// The entries of a list: its bytes, and a table that finds an entry in them by issuer and serial number.
///
/// One pass says that every entry is DER and none is there twice; an entry is read again when it is asked for.
struct RevocationEntries: Sendable {
    /// Why the list must not be used, as far as its entries say.
    let defect: String?
    /// Whether an entry has the reason removeFromCRL, which only a delta may (RFC 5280 section 5.3.1).
    let hasRemovals: Bool
    private let bytes: [UInt8]
    private let place: Range<Int>
    private let table: RevocationTable
    private let issuers: RevocationEntryIssuers

    /// No entries.
    init(issuer: DistinguishedName) {
        self.defect = nil
        self.hasRemovals = false
        self.bytes = []
        self.place = 0..<0
        self.table = RevocationTable(capacity: 0)
        self.issuers = RevocationEntryIssuers(list: issuer)
    }

    /// Reads what `revokedCertificates` holds, which is a place in `bytes`.
    init(reading content: DERReader, in bytes: [UInt8], issuer: DistinguishedName) throws(IdentityError) {
        var table = RevocationTable(capacity: try Self.count(content))
        var issuers = RevocationEntryIssuers(list: issuer)
        var stranger: SerialNumber?
        var hasRemovals = false
        var rest = content
        while !rest.isAtEnd {
            let offset = rest.position
            let entry = try RevocationEntry(reading: rest.read(DERTag.sequence))
            if let place = entry.issuer { try issuers.append(DERReader(bytes, place), at: offset) }
            if entry.hasUnknownCritical { stranger = entry.serialNumber }
            if entry.reason == .removeFromList { hasRemovals = true }
            let number = issuers.current
            let hash = RevocationTable.hash(entry.serialNumber, issuer: number)
            let isNew = table.insert(offset, hash: hash) {
                Self.serialNumber(bytes, $0) == entry.serialNumber && issuers.number(at: $0) == number
            }
            guard isNew else {
                throw rest.error("the serial number \(entry.serialNumber) is listed twice")
            }
        }
        self.defect = stranger.map { "the entry of \($0) has a critical extension that is not understood" }
        self.hasRemovals = hasRemovals
        self.bytes = bytes
        self.place = content.place
        self.table = table
        self.issuers = issuers
    }

    /// How many entries there are: no more than their bytes allow, so that the table is no larger than the list.
    private static func count(_ content: DERReader) throws(IdentityError) -> Int {
        // RFC 5280 section 5.1.2.6: where there are no entries, the field is left out.
        guard !content.isAtEnd else { throw content.error("an empty list of entries is left out") }
        var rest = content
        var count = 0
        while !rest.isAtEnd {
            // SEQUENCE { INTEGER of one octet, UTCTime }
            guard try rest.readElement().count >= 2 + 3 + 15 else {
                throw rest.error("an entry is cut short")
            }
            count += 1
        }
        return count
    }

    var count: Int { self.table.count }

    var isIndirect: Bool { self.issuers.isIndirect }

    /// The entry of a certificate by `issuer`, or by the list's issuer where that is nil.
    func entry(for serialNumber: SerialNumber, issuer: DistinguishedName?) -> RevokedCertificate? {
        self.offset(of: serialNumber, issuer: issuer).flatMap(self.entry)
    }

    /// Where the entry of a certificate begins.
    func offset(of serialNumber: SerialNumber, issuer: DistinguishedName?) -> Int? {
        guard let number = issuer.map(self.issuers.number(of:)) ?? 0 else { return nil }
        return self.table.offset(of: RevocationTable.hash(serialNumber, issuer: number)) {
            Self.serialNumber(self.bytes, $0) == serialNumber && self.issuers.number(at: $0) == number
        }
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

    /// The serial number of an entry that was read before, so its lengths are known to be good: the INTEGER has at
    /// most 20 octets, and stands behind the header of the SEQUENCE.
    private static func serialNumber(_ bytes: [UInt8], _ offset: Int) -> SerialNumber? {
        let length = bytes[offset + 1]
        let integer = offset + 2 + (length < 0x80 ? 0 : Int(length & 0x7f))
        let start = integer + 2
        return try? SerialNumber(content: bytes[start..<start + Int(bytes[integer + 1])])
    }
}
