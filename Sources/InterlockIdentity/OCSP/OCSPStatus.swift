public import InterlockCrypto

/// What a responder says of one certificate (RFC 6960 section 2.2).
public enum OCSPStatus: Hashable, Sendable {
    /// Not revoked, as far as the responder knows.
    case good
    /// Revoked or on hold: since when, and why.
    case revoked(at: Timestamp, reason: RevocationReason)
    /// The responder does not know the certificate.
    case unknown
}

extension OCSPStatus {
    init(reading content: inout DERReader) throws(IdentityError) {
        switch content.nextTag {
        case DERTag.context(0):
            try content.read(DERTag.context(0)).finish()
            self = .good
        case DERTag.constructed(1): self = try Self.readRevoked(content.read(DERTag.constructed(1)))
        case DERTag.context(2):
            try content.read(DERTag.context(2)).finish()
            self = .unknown
        default: throw content.error("a status is good, revoked or unknown")
        }
    }

    private static func readRevoked(_ content: DERReader) throws(IdentityError) -> OCSPStatus {
        var content = content
        let time = try content.readGeneralizedTime()
        var reason = RevocationReason.unspecified
        if var tagged = try content.readOptional(DERTag.constructed(0)) {
            let code = try tagged.readInteger(DERTag.enumerated)
            try tagged.finish()
            guard code.count == 1, let known = RevocationReason(rawValue: code[0]) else {
                throw tagged.error("there is no such reason")
            }
            reason = known
        }
        try content.finish()
        return .revoked(at: time, reason: reason)
    }

    func derRepresentation() throws(IdentityError) -> [UInt8] {
        switch self {
        case .good: return DER.element(DERTag.context(0), [])
        case .unknown: return DER.element(DERTag.context(2), [])
        case .revoked(let time, let reason):
            let code = DER.element(DERTag.enumerated, [reason.rawValue])
            return DER.element(
                DERTag.constructed(1),
                try DER.generalizedTime(time)
                    + (reason == .unspecified ? [] : DER.element(DERTag.constructed(0), code))
            )
        }
    }
}

/// What a response says of one certificate, and for how long.
struct OCSPSingleResponse: Hashable, Sendable {
    let certificate: CertificateID
    let status: OCSPStatus
    let thisUpdate: Timestamp
    /// When there will be newer information; nil where that is at any time.
    let nextUpdate: Timestamp?

    init(certificate: CertificateID, status: OCSPStatus, thisUpdate: Timestamp, nextUpdate: Timestamp?) {
        self.certificate = certificate
        self.status = status
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
    }

    init(reading content: DERReader) throws(IdentityError) {
        var content = content
        self.certificate = try CertificateID(reading: content.read(DERTag.sequence))
        self.status = try OCSPStatus(reading: &content)
        self.thisUpdate = try content.readGeneralizedTime()
        var nextUpdate: Timestamp?
        if var tagged = try content.readOptional(DERTag.constructed(0)) {
            nextUpdate = try tagged.readGeneralizedTime()
            try tagged.finish()
        }
        self.nextUpdate = nextUpdate
        if let tagged = try content.readOptional(DERTag.constructed(1)) {
            _ = try OCSPExtensions.read(tagged)
        }
        try content.finish()
    }

    func derRepresentation() throws(IdentityError) -> [UInt8] {
        var next: [UInt8] = []
        if let nextUpdate = self.nextUpdate {
            next = DER.element(DERTag.constructed(0), try DER.generalizedTime(nextUpdate))
        }
        return DER.sequence(
            self.certificate.derRepresentation,
            try self.status.derRepresentation(),
            try DER.generalizedTime(self.thisUpdate),
            next
        )
    }
}
