import Interlock

/// A list of so many entries, and questions to it, half of which it has an answer to.
final class BenchRevocationList {
    static let questions = 1_000

    let count: Int
    private let der: [UInt8]
    private let serialNumbers: [SerialNumber]
    private let numbers: [OpenSSLRevocationList.Number]

    init(count: Int) throws {
        let start = Timestamp(secondsSinceEpoch: 1_781_485_200)
        let end = start.adding(seconds: 30 * 86_400)
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Bench Root CA"),
            key: SigningKey(level: .bits128),
            validity: start...end
        )
        let revoked = try (0..<count).map { _ in
            RevokedCertificate(serialNumber: try .random(), revokedAt: start, reason: .superseded)
        }
        self.count = count
        self.der = try authority.revocationList(
            revoked: revoked,
            number: 1,
            thisUpdate: start,
            nextUpdate: end
        ).derRepresentation
        self.serialNumbers = try (0..<Self.questions).map {
            $0.isMultiple(of: 2) ? revoked[$0 * 7_919 % count].serialNumber : try .random()
        }
        self.numbers = self.serialNumbers.compactMap(OpenSSLRevocationList.Number.init)
    }

    var byteCount: Int { self.der.count }

    /// Reads a copy of the bytes, as from a file.
    func load() throws -> RevocationList {
        var copy = self.der
        copy.reserveCapacity(self.der.count + 1)
        return try RevocationList(derRepresentation: copy)
    }

    func loadOpenSSL() throws -> OpenSSLRevocationList {
        guard let list = OpenSSLRevocationList(derRepresentation: self.der) else {
            throw IdentityError(.cryptoFailure, "OpenSSL refuses the list")
        }
        return list
    }

    func ask(_ list: RevocationList) {
        let found = self.serialNumbers.count { list.contains($0) }
        precondition(found == Self.questions / 2)
    }

    /// Asks for what the entries say as well; OpenSSL has read them all when it loaded the list.
    func read(_ list: RevocationList) {
        let found = self.serialNumbers.count { list.entry(for: $0) != nil }
        precondition(found == Self.questions / 2)
    }

    func ask(_ list: OpenSSLRevocationList) {
        let found = self.numbers.count(where: list.contains)
        precondition(found == Self.questions / 2)
    }
}
