internal import InterlockCrypto

extension DistinguishedName {
    /// One `AttributeTypeAndValue` of a name.
    struct Attribute: Hashable, Sendable {
        let type: ObjectIdentifier
        let tag: UInt8
        let content: [UInt8]

        init(type: ObjectIdentifier, tag: UInt8, content: [UInt8]) {
            self.type = type
            self.tag = tag
            self.content = content
        }

        init(reading content: DERReader) throws(IdentityError) {
            var content = content
            self.type = try content.readObjectIdentifier()
            guard let tag = content.nextTag else { throw content.error("a name's part has no value") }
            self.tag = tag
            self.content = Array(try content.read(tag).remaining)
            try content.finish()
        }

        var derRepresentation: [UInt8] {
            DER.sequence(self.type.derRepresentation, DER.element(self.tag, self.content))
        }

        /// The value where it is text; nil for other types, and for octets that are not what the type says.
        var text: String? {
            switch self.tag {
            case DERTag.utf8String: String(validating: self.content, as: UTF8.self)
            case DERTag.printableString, DERTag.ia5String, DERTag.visibleString, DERTag.numericString:
                String(validating: self.content, as: Unicode.ASCII.self)
            // Latin-1, as OpenSSL and Go read it.
            case DERTag.teletexString: String(String.UnicodeScalarView(self.content.map(Unicode.Scalar.init)))
            case DERTag.bmpString: self.units(UInt16.self).flatMap { String(validating: $0, as: UTF16.self) }
            case DERTag.universalString:
                self.units(UInt32.self).flatMap { String(validating: $0, as: UTF32.self) }
            default: nil
            }
        }

        /// The content as units of several octets, the highest first; nil where a unit is cut short.
        private func units<Unit: FixedWidthInteger>(_ type: Unit.Type) -> [Unit]? {
            let size = Unit.bitWidth / 8
            guard self.content.count.isMultiple(of: size) else { return nil }
            return stride(from: 0, to: self.content.count, by: size).map { start in
                self.content[start..<start + size].reduce(0) { $0 << 8 | Unit($1) }
            }
        }

        /// The form that is compared: case folded, white space at the ends gone and elsewhere one space.
        var canonical: [UInt8] {
            // OpenSSL compares a NumericString octet by octet.
            guard self.tag != DERTag.numericString, let text = self.text else {
                return self.derRepresentation
            }
            let folded = text.utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
            let words = folded.split { $0 == 0x20 || (0x09...0x0d).contains($0) }
            return self.type.derRepresentation + [DERTag.utf8String] + words.joined(separator: [0x20])
        }

        /// `CN=text`, with what RFC 4514 section 2.4 reserves escaped; other types and values as OID and hexadecimal.
        var description: String {
            guard let text = self.text, let name = Self.names[self.type] else {
                return "\(self.type)=#\(DER.element(self.tag, self.content).hexString)"
            }
            return "\(name)=\(Self.escape(text))"
        }

        /// The names of RFC 4514 section 3.
        private static let names: [ObjectIdentifier: String] = [
            .commonName: "CN", .organization: "O", .organizationalUnit: "OU", .country: "C",
            .locality: "L", .stateOrProvince: "ST", .streetAddress: "STREET",
            .domainComponent: "DC", .userID: "UID",
        ]

        private static func escape(_ text: String) -> String {
            var out = ""
            for (index, scalar) in text.unicodeScalars.enumerated() {
                let isEdge = index == 0 || index == text.unicodeScalars.count - 1
                if scalar.value < 0x20 || scalar.value == 0x7f {
                    out += "\\" + [UInt8(scalar.value)].hexString
                } else if "\"+,;<>\\".unicodeScalars.contains(scalar) || scalar == " " && isEdge
                    || scalar == "#" && index == 0
                {
                    out += "\\\(scalar)"
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
            return out
        }
    }
}
