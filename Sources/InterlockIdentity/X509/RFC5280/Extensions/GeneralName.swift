internal import InterlockCrypto

/// One of the forms in which X.509 names things (RFC 5280 section 4.2.1.6).
enum GeneralName: Hashable, Sendable {
    /// A form that others have defined: its type, and the DER of its value with the explicit tag [0].
    case otherName(ObjectIdentifier, value: [UInt8])
    case rfc822Name(String)
    case dnsName(String)
    /// X.400 and EDI names, which nobody here takes apart: the whole element.
    case opaque([UInt8])
    case directoryName(DistinguishedName)
    case uniformResourceIdentifier(String)
    /// 4 or 16 octets; in name constraints 8 or 32, the mask behind the address.
    case ipAddress([UInt8])
    case registeredID(ObjectIdentifier)

    /// How many names one sequence may hold; x509-limbo's denials of service have over a thousand.
    static let limit = 1_024

    /// Reads the next element, which is a `GeneralName`.
    init(reading outer: inout DERReader) throws(IdentityError) {
        guard let tag = outer.nextTag else { throw outer.error("a general name is missing") }
        switch tag {
        case DERTag.constructed(0): self = try Self.readOtherName(outer.read(tag))
        case DERTag.context(1): self = .rfc822Name(try Self.readText(outer.read(tag)))
        case DERTag.context(2): self = .dnsName(try Self.readText(outer.read(tag)))
        case DERTag.constructed(3), DERTag.constructed(5):
            self = .opaque(outer.bytes(at: try outer.readElement()))
        case DERTag.constructed(4):
            // A Name is a CHOICE, so its tag is explicit.
            var content = try outer.read(tag)
            self = .directoryName(try DistinguishedName(reading: &content))
            try content.finish()
        case DERTag.context(6): self = .uniformResourceIdentifier(try Self.readText(outer.read(tag)))
        case DERTag.context(7): self = .ipAddress(Array(try outer.read(tag).remaining))
        case DERTag.context(8):
            let content = Array(try outer.read(tag).remaining)
            guard let identifier = ObjectIdentifier(content: content) else {
                throw outer.error("a registered identifier is malformed")
            }
            self = .registeredID(identifier)
        default: throw outer.error("there is no general name with tag 0x\([tag].hexString)")
        }
    }

    private static func readOtherName(_ content: DERReader) throws(IdentityError) -> GeneralName {
        var content = content
        let type = try content.readObjectIdentifier()
        guard content.nextTag == DERTag.constructed(0) else {
            throw content.error("an other-name has no value")
        }
        let value = content.bytes(at: try content.readElement())
        try content.finish()
        return .otherName(type, value: value)
    }

    /// IA5String: ASCII.
    private static func readText(_ content: DERReader) throws(IdentityError) -> String {
        guard content.remaining.allSatisfy({ $0 < 0x80 }) else { throw content.error("a name is not ASCII") }
        return String(decoding: content.remaining, as: UTF8.self)
    }

    var derRepresentation: [UInt8] {
        switch self {
        case .otherName(let type, let value):
            DER.element(DERTag.constructed(0), type.derRepresentation + value)
        case .rfc822Name(let text): DER.element(DERTag.context(1), Array(text.utf8))
        case .dnsName(let text): DER.element(DERTag.context(2), Array(text.utf8))
        case .opaque(let element): element
        case .directoryName(let name): DER.element(DERTag.constructed(4), name.derRepresentation)
        case .uniformResourceIdentifier(let text): DER.element(DERTag.context(6), Array(text.utf8))
        case .ipAddress(let octets): DER.element(DERTag.context(7), octets)
        case .registeredID(let identifier): DER.element(DERTag.context(8), identifier.content)
        }
    }
}

extension [GeneralName] {
    /// Reads `GeneralNames`, whatever its tag was: at least one.
    init(readingContent content: DERReader) throws(IdentityError) {
        var content = content
        self = []
        repeat {
            guard self.count < GeneralName.limit else {
                throw content.error("more than \(GeneralName.limit) names", .limitExceeded)
            }
            self.append(try GeneralName(reading: &content))
        } while !content.isAtEnd
    }

    /// The elements one after the other, for the caller to put a tag before.
    var derContent: [UInt8] { self.flatMap(\.derRepresentation) }
}

extension [GeneralName] {
    /// Reads the value of subjectAltName or issuerAltName.
    init(derRepresentation value: [UInt8]) throws(IdentityError) {
        var outer = DERReader(value)
        let content = try outer.read(DERTag.sequence)
        try outer.finish()
        try self.init(readingContent: content)
    }
}

extension GeneralName: CustomStringConvertible {
    /// The form and the name, such as `DNS:example.com`; what nobody here takes apart in hexadecimal.
    var description: String {
        switch self {
        case .otherName(let type, let value): "other:\(type)=#\(value.hexString)"
        case .rfc822Name(let text): "mailbox:\(text)"
        case .dnsName(let text): "DNS:\(text)"
        case .opaque(let element): "#\(element.hexString)"
        case .directoryName(let name): "directory:\(name)"
        case .uniformResourceIdentifier(let text): "URI:\(text)"
        case .ipAddress(let octets): "IP:\(Self.text(of: octets) ?? octets.hexString)"
        case .registeredID(let identifier): "registered:\(identifier)"
        }
    }
}

extension GeneralName {
    /// The text of a URI; nil for the other forms.
    var uri: String? {
        if case .uniformResourceIdentifier(let text) = self { text } else { nil }
    }
}
