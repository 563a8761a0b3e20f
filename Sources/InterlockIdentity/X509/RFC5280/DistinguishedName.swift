/// An X.501 name, as a certificate's subject or issuer has it.
///
/// Names are compared as RFC 5280 section 7.1 says: letters' case and the amount of white space make no difference.
public struct DistinguishedName: Sendable {
    /// The DER of the `Name`.
    public let derRepresentation: [UInt8]
    /// The relative names, most general first; each a set of attributes.
    let relativeNames: [[Attribute]]
    private let canonical: [UInt8]

    /// The upper bound on each part (RFC 5280 appendix A.1, `ub-common-name` and its like), in characters.
    public static let partLimit = 64

    /// How many relative names one may hold.
    static let relativeNameLimit = 32

    /// Builds `O=…, OU=…, CN=…`, in UTF-8; parts that are nil or missing are left out.
    ///
    /// - Parameters:
    ///   - commonName: The participant's id, or the authority's name.
    ///   - organizationalUnits: For a participant, its type.
    ///   - organization: The market or the organisation.
    /// - Throws: `IdentityError` with code `invalidEncoding` for a part that is empty or longer than ``partLimit``.
    public init(
        commonName: String,
        organizationalUnits: [String] = [],
        organization: String? = nil
    ) throws(IdentityError) {
        var parts = organizationalUnits.map { (ObjectIdentifier.organizationalUnit, $0) }
        parts.append((.commonName, commonName))
        if let organization { parts.insert((.organization, organization), at: 0) }
        for (_, text) in parts where text.isEmpty || text.unicodeScalars.count > Self.partLimit {
            throw IdentityError(
                .invalidEncoding,
                "a name's part has 1 to \(Self.partLimit) characters: \"\(text)\""
            )
        }
        self.init(parts.map { [Attribute(type: $0.0, tag: DERTag.utf8String, content: Array($0.1.utf8))] })
    }

    /// The first `count` relative names: an ancestor in the directory's tree.
    func ancestor(_ count: Int) -> DistinguishedName {
        DistinguishedName(Array(self.relativeNames.prefix(count)))
    }

    private init(_ relativeNames: [[Attribute]]) {
        let sets = relativeNames.map { DER.element(DERTag.set, $0.flatMap(\.derRepresentation)) }
        self.init(relativeNames, der: DER.element(DERTag.sequence, sets.flatMap(\.self)))
    }

    private init(_ relativeNames: [[Attribute]], der: [UInt8]) {
        self.derRepresentation = der
        self.relativeNames = relativeNames
        self.canonical = relativeNames.flatMap { set in
            let members = set.map(\.canonical).sorted { $0.lexicographicallyPrecedes($1) }
            return DER.element(DERTag.set, members.flatMap(DER.octetString))
        }
    }

    /// Reads the next element, which is a `Name`.
    init(reading outer: inout DERReader) throws(IdentityError) {
        let start = outer
        let place = try outer.readElement()
        var element = DERReader(start.bytes(at: place))
        var content = try element.read(DERTag.sequence)
        var names: [[Attribute]] = []
        while !content.isAtEnd {
            guard names.count < Self.relativeNameLimit else {
                throw start.error("a name has more than \(Self.relativeNameLimit) parts", .limitExceeded)
            }
            names.append(try Self.readRelativeName(content.read(DERTag.set)))
        }
        self.init(names, der: start.bytes(at: place))
    }

    /// Reads what a `RelativeDistinguishedName` holds, whatever its tag was.
    static func readRelativeName(_ content: DERReader) throws(IdentityError) -> [Attribute] {
        var content = content
        var attributes: [Attribute] = []
        repeat {
            guard attributes.count < Self.relativeNameLimit else {
                throw content.error("a relative name has too many parts", .limitExceeded)
            }
            attributes.append(try Attribute(reading: content.read(DERTag.sequence)))
        } while !content.isAtEnd
        let encodings = attributes.map(\.derRepresentation)
        // X.690 section 11.6: the members of a SET OF stand in the order of their encodings.
        for (left, right) in zip(encodings, encodings.dropFirst()) where right.lexicographicallyPrecedes(left)
        {
            throw content.error("a set is not in order")
        }
        return attributes
    }

    /// The name of an entity below this one.
    func appending(_ relativeName: [Attribute]) -> DistinguishedName {
        DistinguishedName(self.relativeNames + [relativeName])
    }

    /// Whether this names an entity within the subtree below `ancestor`, itself included (RFC 5280 section 7.1).
    func isWithin(_ ancestor: DistinguishedName) -> Bool { self.canonical.starts(with: ancestor.canonical) }

    /// The first common name, if any.
    public var commonName: String? { self.texts(of: .commonName).first }

    /// The first organisation, if any.
    public var organization: String? { self.texts(of: .organization).first }

    /// The organisational units, most general first.
    public var organizationalUnits: [String] { self.texts(of: .organizationalUnit) }

    /// Whether there are no parts at all.
    public var isEmpty: Bool { self.relativeNames.isEmpty }

    func texts(of type: ObjectIdentifier) -> [String] {
        self.relativeNames.joined().filter { $0.type == type }.compactMap(\.text)
    }
}

extension DistinguishedName: Hashable {
    /// Whether both name the same entity.
    public static func == (left: DistinguishedName, right: DistinguishedName) -> Bool {
        left.canonical == right.canonical
    }

    /// Hashes the canonical form.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.canonical) }
}

extension DistinguishedName: CustomStringConvertible {
    /// The name as RFC 4514 writes it: most specific part first.
    public var description: String {
        self.relativeNames.reversed().map { $0.map(\.description).joined(separator: "+") }.joined(
            separator: ","
        )
    }
}
