internal import COpenSSL
internal import InterlockCrypto

/// How OCSP names a certificate: digests of its issuer's name and key, and its serial number (RFC 6960 section 4.1.1).
///
/// SHA-1 names here, it proves nothing.
struct CertificateID: Hashable, Sendable {
    /// The hash functions that responders and clients use.
    enum Hash: CaseIterable, Hashable, Sendable {
        case sha1, sha224, sha256, sha384, sha512

        var identifier: ObjectIdentifier {
            switch self {
            case .sha1: ObjectIdentifier(1, 3, 14, 3, 2, 26)
            case .sha224: ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 4)
            case .sha256: ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 1)
            case .sha384: ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 2)
            case .sha512: ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 3)
            }
        }

        func digest(_ bytes: [UInt8]) -> [UInt8] {
            switch self {
            case .sha256: HashFunction.sha256.hash(bytes)
            case .sha384: HashFunction.sha384.hash(bytes)
            case .sha512: HashFunction.sha512.hash(bytes)
            case .sha1: unsafe Self.digest(bytes, unsafe EVP_sha1(), byteCount: 20)
            case .sha224: unsafe Self.digest(bytes, unsafe EVP_sha224(), byteCount: 28)
            }
        }

        /// A digest that serves as a name only, so that `HashFunction` does not offer it.
        private static func digest(
            _ bytes: [UInt8],
            _ algorithm: OpaquePointer?,
            byteCount: Int
        ) -> [UInt8] {
            unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
                let ok = unsafe EVP_Digest(bytes, bytes.count, buffer.baseAddress, nil, algorithm, nil)
                precondition(ok == 1, "hashing bytes in memory")
                count = byteCount
            }
        }
    }

    let hash: Hash
    let issuerNameDigest: [UInt8]
    let issuerKeyDigest: [UInt8]
    let serialNumber: SerialNumber

    /// Names a certificate of `issuer`.
    init(_ serialNumber: SerialNumber, issuer: Certificate, hash: Hash) {
        self.hash = hash
        self.issuerNameDigest = hash.digest(issuer.subjectName.derRepresentation)
        self.issuerKeyDigest = hash.digest(issuer.fields.publicKeyOctets)
        self.serialNumber = serialNumber
    }

    init(reading content: DERReader) throws(IdentityError) {
        var content = content
        var algorithm = try content.read(DERTag.sequence)
        let identifier = try algorithm.readObjectIdentifier()
        // Absent or NULL: both are in use (RFC 5754 section 2).
        if !algorithm.isAtEnd { try algorithm.read(DERTag.null).finish() }
        try algorithm.finish()
        guard let hash = Hash.allCases.first(where: { $0.identifier == identifier }) else {
            throw content.error(
                "a certificate is named by the hash function \(identifier), which is not known"
            )
        }
        self.hash = hash
        self.issuerNameDigest = try content.readOctetString()
        self.issuerKeyDigest = try content.readOctetString()
        self.serialNumber = try SerialNumber(rawRepresentation: content.readInteger())
        try content.finish()
    }

    var derRepresentation: [UInt8] {
        DER.sequence(
            DER.sequence(self.hash.identifier.derRepresentation, DER.null),
            DER.octetString(self.issuerNameDigest),
            DER.octetString(self.issuerKeyDigest),
            DER.element(DERTag.integer, self.serialNumber.rawRepresentation)
        )
    }

    /// Whether it names a certificate of `issuer`.
    func isIssued(by issuer: Certificate) -> Bool {
        CertificateID(self.serialNumber, issuer: issuer, hash: self.hash) == self
    }
}

extension TBSCertificate {
    /// What the public key's BIT STRING holds: OCSP takes the digest of that.
    var publicKeyOctets: [UInt8] {
        var outer = DERReader(self.publicKeyInfo)
        guard var content = try? outer.read(DERTag.sequence), (try? content.readElement()) != nil,
            let bits = try? content.readBitString()
        else { return [] }
        return bits.octets
    }
}
