/// An OBJECT IDENTIFIER, kept as the content octets of its DER form.
struct ObjectIdentifier: Hashable, Sendable {
    let content: [UInt8]

    /// Takes content octets; nil unless each arc is whole, minimal (X.690 section 8.19.2) and below 2^128, as a UUID
    /// is (ITU-T X.667).
    init?(content: [UInt8]) {
        guard let last = content.last, last < 0x80 else { return nil }
        var (arc, isFirst): (UInt128, Bool) = (0, true)
        for octet in content {
            guard !isFirst || octet != 0x80, arc >> 121 == 0 else { return nil }
            arc = arc << 7 | UInt128(octet & 0x7f)
            isFirst = octet < 0x80
            if isFirst { arc = 0 }
        }
        self.content = content
    }

    /// Takes arcs that are known to be valid.
    init(_ arcs: UInt128...) {
        self.content = ([arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2)).flatMap(Self.octets)
    }

    /// Reads arcs in decimal with dots between; nil where they are none, or ``init(content:)`` takes none so large.
    init?(dotted: String) {
        let arcs = dotted.split(separator: ".", omittingEmptySubsequences: false).map { UInt128($0) }
        guard arcs.count >= 2, let root = arcs[0], let second = arcs[1] else { return nil }
        guard root < 2 && second < 40 || root == 2 && second < 1 << 32 else { return nil }
        let rest = arcs.dropFirst(2).compactMap(\.self)
        guard rest.count == arcs.count - 2 else { return nil }
        self.init(content: ([root * 40 + second] + rest).flatMap(Self.octets))
    }

    private static func octets(of arc: UInt128) -> [UInt8] {
        var groups = [UInt8(arc & 0x7f)]
        var rest = arc >> 7
        while rest > 0 {
            groups.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return groups.reversed()
    }

    var derRepresentation: [UInt8] { DER.element(DERTag.objectIdentifier, self.content) }
}

extension ObjectIdentifier: CustomStringConvertible {
    /// The arcs in decimal, with dots between.
    var description: String {
        var arcs: [UInt128] = []
        var arc: UInt128 = 0
        for octet in self.content {
            arc = arc << 7 | UInt128(octet & 0x7f)
            guard octet < 0x80 else { continue }
            if arcs.isEmpty {
                let root = min(arc / 40, 2)
                arcs += [root, arc - root * 40]
            } else {
                arcs.append(arc)
            }
            arc = 0
        }
        return arcs.map(String.init).joined(separator: ".")
    }
}

extension ObjectIdentifier {
    // Names of attributes, RFC 5280 appendix A.1.
    static let commonName = ObjectIdentifier(2, 5, 4, 3)
    static let country = ObjectIdentifier(2, 5, 4, 6)
    static let locality = ObjectIdentifier(2, 5, 4, 7)
    static let stateOrProvince = ObjectIdentifier(2, 5, 4, 8)
    static let streetAddress = ObjectIdentifier(2, 5, 4, 9)
    static let organization = ObjectIdentifier(2, 5, 4, 10)
    static let organizationalUnit = ObjectIdentifier(2, 5, 4, 11)
    // RFC 4519 sections 2.4 and 2.39.
    static let domainComponent = ObjectIdentifier(0, 9, 2342, 19_200_300, 100, 1, 25)
    static let userID = ObjectIdentifier(0, 9, 2342, 19_200_300, 100, 1, 1)

    // Extensions, RFC 5280 section 4.2.1 and 5.2.
    static let subjectKeyIdentifier = ObjectIdentifier(2, 5, 29, 14)
    static let keyUsage = ObjectIdentifier(2, 5, 29, 15)
    static let subjectAlternativeName = ObjectIdentifier(2, 5, 29, 17)
    static let issuerAlternativeName = ObjectIdentifier(2, 5, 29, 18)
    static let basicConstraints = ObjectIdentifier(2, 5, 29, 19)
    static let crlNumber = ObjectIdentifier(2, 5, 29, 20)
    static let reasonCode = ObjectIdentifier(2, 5, 29, 21)
    static let invalidityDate = ObjectIdentifier(2, 5, 29, 24)
    static let deltaCRLIndicator = ObjectIdentifier(2, 5, 29, 27)
    static let issuingDistributionPoint = ObjectIdentifier(2, 5, 29, 28)
    static let certificateIssuer = ObjectIdentifier(2, 5, 29, 29)
    static let nameConstraints = ObjectIdentifier(2, 5, 29, 30)
    static let crlDistributionPoints = ObjectIdentifier(2, 5, 29, 31)
    static let certificatePolicies = ObjectIdentifier(2, 5, 29, 32)
    static let policyMappings = ObjectIdentifier(2, 5, 29, 33)
    static let authorityKeyIdentifier = ObjectIdentifier(2, 5, 29, 35)
    static let policyConstraints = ObjectIdentifier(2, 5, 29, 36)
    static let extendedKeyUsage = ObjectIdentifier(2, 5, 29, 37)
    static let freshestCRL = ObjectIdentifier(2, 5, 29, 46)
    static let inhibitAnyPolicy = ObjectIdentifier(2, 5, 29, 54)
    static let authorityInformationAccess = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 1, 1)

    /// The attributes of Hyperledger Fabric CA, `attrmgr.AttrOID`.
    static let fabricAttributes = ObjectIdentifier(1, 2, 3, 4, 5, 6, 7, 8, 1)

    // RFC 5758 section 3.2.
    static let ecdsaWithSHA256 = ObjectIdentifier(1, 2, 840, 10045, 4, 3, 2)
    static let ecdsaWithSHA384 = ObjectIdentifier(1, 2, 840, 10045, 4, 3, 3)
    static let ecdsaWithSHA512 = ObjectIdentifier(1, 2, 840, 10045, 4, 3, 4)
}
