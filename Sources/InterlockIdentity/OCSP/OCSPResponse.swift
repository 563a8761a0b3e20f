public import InterlockCrypto

/// A responder's signed answer (RFC 6960 section 4.2), read strictly but not believed: ``PathValidator`` and
/// ``ChainVerifier`` take it for what its signature is worth.
public struct OCSPResponse: Sendable {
    /// The bytes.
    public let derRepresentation: [UInt8]
    /// When it was signed.
    public let producedAt: Timestamp
    /// What stood in the request; nil where nothing did.
    public let nonce: [UInt8]?
    let responder: Responder
    let responses: [OCSPSingleResponse]
    let object: SignedObject
    let certificates: [Certificate]

    /// How long a response may be, in bytes: 64 answers and a few certificates fit.
    public static let byteLimit = 1 << 17
    /// How many certificates may come with one.
    static let certificateLimit = 8

    /// How a response names its signer.
    enum Responder: Hashable, Sendable {
        case name(DistinguishedName)
        /// The SHA-1 digest of the public key.
        case key([UInt8])
    }

    /// Reads a response that has an answer.
    ///
    /// - Throws: `IdentityError` with code `limitExceeded` above ``byteLimit``, `invalidEncoding` for bytes that are not
    ///   DER or not a basic response, `unknownCriticalExtension`, and `revocationUnknown` where the responder has none.
    public init(derRepresentation der: [UInt8]) throws(IdentityError) {
        guard der.count <= Self.byteLimit else {
            throw IdentityError(
                .limitExceeded,
                "a response of \(der.count) bytes; the limit is \(Self.byteLimit)"
            )
        }
        try DERReader(der).checkTree()
        let basic = try Self.readBytes(der)
        try DERReader(basic).checkTree()
        var outer = DERReader(basic)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        var signed: [UInt8] = []
        for _ in 0..<3 { signed += content.bytes(at: try content.readElement()) }
        self.object = try SignedObject(derRepresentation: DER.element(DERTag.sequence, signed))
        self.certificates = try content.readOptional(DERTag.constructed(0)).map(Self.readCertificates) ?? []
        try content.finish()
        var data = self.object.signedReader
        var fields = try data.read(DERTag.sequence)
        if var version = try fields.readOptional(DERTag.constructed(0)) {
            guard try version.readUnsigned() == 0 else { throw version.error("OCSP has version 1") }
        }
        self.responder = try Self.readResponder(&fields)
        self.producedAt = try fields.readGeneralizedTime()
        self.responses = try Self.readResponses(fields.read(DERTag.sequence))
        self.nonce = try OCSPNonce.read(&fields, tag: DERTag.constructed(1))
        try fields.finish()
        self.derRepresentation = der
    }

    /// The basic response inside (section 4.2.1).
    private static func readBytes(_ der: [UInt8]) throws(IdentityError) -> [UInt8] {
        var outer = DERReader(der)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        let status = try content.readInteger(DERTag.enumerated)
        guard status == [0] else {
            let name = Self.failures[status] ?? "something that is not known"
            throw IdentityError(.revocationUnknown, "the OCSP responder says \(name)")
        }
        var tagged = try content.read(DERTag.constructed(0))
        try content.finish()
        var bytes = try tagged.read(DERTag.sequence)
        try tagged.finish()
        let type = try bytes.readObjectIdentifier()
        guard type == .basicOCSPResponse else { throw bytes.error("a response of type \(type)") }
        let basic = try bytes.readOctetString()
        try bytes.finish()
        return basic
    }

    private static let failures: [[UInt8]: String] = [
        [1]: "malformedRequest", [2]: "internalError", [3]: "tryLater", [5]: "sigRequired",
        [6]: "unauthorized",
    ]

    private static func readResponder(_ content: inout DERReader) throws(IdentityError) -> Responder {
        if var name = try content.readOptional(DERTag.constructed(1)) {
            let responder = Responder.name(try DistinguishedName(reading: &name))
            try name.finish()
            return responder
        }
        var key = try content.read(DERTag.constructed(2))
        let responder = Responder.key(try key.readOctetString())
        try key.finish()
        return responder
    }

    private static func readResponses(
        _ content: DERReader
    ) throws(IdentityError) -> [OCSPSingleResponse] {
        var content = content
        var all: [OCSPSingleResponse] = []
        while !content.isAtEnd {
            guard all.count < OCSPRequest.countLimit else {
                throw content.error("more than \(OCSPRequest.countLimit) answers", .limitExceeded)
            }
            all.append(try OCSPSingleResponse(reading: content.read(DERTag.sequence)))
        }
        return all
    }

    private static func readCertificates(_ tagged: DERReader) throws(IdentityError) -> [Certificate] {
        var tagged = tagged
        var content = try tagged.read(DERTag.sequence)
        try tagged.finish()
        var all: [Certificate] = []
        while !content.isAtEnd {
            guard all.count < Self.certificateLimit else {
                throw content.error("more than \(Self.certificateLimit) certificates", .limitExceeded)
            }
            all.append(try Certificate(derRepresentation: content.bytes(at: content.readElement())))
        }
        return all
    }
}

extension OCSPResponse {
    /// What the response says of one certificate; the signature is not verified.
    public struct Answer: Hashable, Sendable {
        /// The certificate's serial number; which authority's is in digests only.
        public let serialNumber: SerialNumber
        /// What the responder says.
        public let status: OCSPStatus
        /// As of when.
        public let thisUpdate: Timestamp
        /// By when there is newer information; nil where that is at any time.
        public let nextUpdate: Timestamp?
    }

    /// What the response says, certificate by certificate.
    public var answers: [Answer] {
        self.responses.map {
            Answer(
                serialNumber: $0.certificate.serialNumber,
                status: $0.status,
                thisUpdate: $0.thisUpdate,
                nextUpdate: $0.nextUpdate
            )
        }
    }
}

extension OCSPResponse: Hashable {
    /// Whether both are the same bytes.
    public static func == (left: OCSPResponse, right: OCSPResponse) -> Bool {
        left.derRepresentation == right.derRepresentation
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.derRepresentation) }
}

extension OCSPResponse: CustomStringConvertible {
    /// By whom and when.
    public var description: String {
        switch self.responder {
        case .name(let name): "OCSP response by \(name) of \(self.producedAt)"
        case .key(let digest): "OCSP response by the key \(digest.hexString) of \(self.producedAt)"
        }
    }
}
