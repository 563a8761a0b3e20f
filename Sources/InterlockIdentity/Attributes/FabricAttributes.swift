internal import FoundationEssentials

/// The value of the attribute extension 1.2.3.4.5.6.7.8.1, as Hyperledger Fabric CA writes it and its `cid` reads it:
/// the JSON bytes `{"attrs":{NAME: STRING, …}}`, names sorted, no white space.
///
/// Integers are decimal, flags `true` or `false`, sets their members in order of bytes with commas between them.
/// A string has one way to be written, so the bytes that decode are the bytes that encoding gives; the names with
/// the prefix `hf.`, which Fabric CA adds of its own accord, are passed over.
package enum FabricAttributes {
    /// The most bytes of an extension.
    static let byteLimit = 1 << 15

    private struct Form: Codable { var attrs: [String: String] }

    /// Writes the extension's bytes.
    package static func encode(_ set: AttributeSet) throws(IdentityError) -> [UInt8] {
        var attrs: [String: String] = [:]
        for name in set.names { attrs[name] = set[name].map(Self.text) }
        return try Self.bytes(attrs)
    }

    /// Reads the extension's bytes; the schema tells which type each string stands for.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` or `invalidAttribute`.
    package static func decode(_ bytes: [UInt8], schema: AttributeSchema) throws(IdentityError) -> AttributeSet {
        guard bytes.count <= Self.byteLimit else {
            throw IdentityError(.limitExceeded, "the attribute extension has more than \(Self.byteLimit) bytes")
        }
        let form: Form
        do {
            form = try JSONDecoder().decode(Form.self, from: Data(bytes))
        } catch {
            throw IdentityError(.invalidEncoding, "the attribute extension is not {\"attrs\":{name: string}}")
        }
        // What JSON lets one write in two ways, or twice, is not what a certificate authority signed on purpose.
        guard try Self.bytes(form.attrs) == bytes else {
            throw IdentityError(.invalidEncoding, "the attribute extension is not in its one form: names sorted, once each")
        }
        var values: [String: AttributeValue] = [:]
        for (name, text) in form.attrs where !name.hasPrefix("hf.") {
            values[name] = try Self.value(text, name: name, schema: schema)
        }
        let set = try AttributeSet(values: values)
        try schema.validate(set)
        return set
    }

    private static func bytes(_ attrs: [String: String]) throws(IdentityError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(Form(attrs: attrs)))
        } catch {
            throw IdentityError(.invalidEncoding, "the attributes do not encode: \(error)")
        }
    }

    private static func text(_ value: AttributeValue) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        case .stringSet(let members): AttributeValue.sorted(members).joined(separator: ",")
        }
    }

    private static func value(
        _ text: String,
        name: String,
        schema: AttributeSchema
    ) throws(IdentityError) -> AttributeValue {
        guard let declaration = schema.attributes[name] else {
            throw IdentityError(.invalidAttribute, "\(name): the schema does not know it")
        }
        let value: AttributeValue? =
            switch declaration.type {
            case .string: .string(text)
            case .integer: Int64(text).map { .integer($0) }
            case .boolean: Bool(text).map { .boolean($0) }
            case .stringSet:
                .stringSet(Set(text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)))
            }
        guard let value, Self.text(value) == text else {
            throw IdentityError(.invalidAttribute, "\(name): \"\(text)\" is no \(declaration.type.rawValue)")
        }
        return value
    }
}
