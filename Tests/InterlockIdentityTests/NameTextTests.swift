import Testing

@testable import InterlockIdentity

/// Names as RFC 4514 writes them, in every string type.
@Suite struct NameTextTests {
    private func name(_ type: ObjectIdentifier, _ tag: UInt8, _ content: [UInt8]) throws -> DistinguishedName
    {
        let attribute = DistinguishedName.Attribute(type: type, tag: tag, content: content)
        let set = DER.element(DERTag.set, attribute.derRepresentation)
        var reader = DERReader(DER.element(DERTag.sequence, set))
        return try DistinguishedName(reading: &reader)
    }

    @Test func `every type of RFC 4514's table has its name`() throws {
        for (type, name) in [
            (ObjectIdentifier.commonName, "CN"), (.locality, "L"), (.stateOrProvince, "ST"),
            (.organization, "O"),
            (.organizationalUnit, "OU"), (.country, "C"), (.streetAddress, "STREET"),
            (.domainComponent, "DC"),
            (.userID, "UID"),
        ] {
            let made = try self.name(type, DERTag.utf8String, Array("a+b".utf8))
            #expect(made.description == "\(name)=a\\+b")
        }
        let other = try self.name(ObjectIdentifier(2, 5, 4, 5), DERTag.printableString, [0x61])
        #expect(other.description == "2.5.4.5=#130161")
    }

    @Test func `every string type is shown by what it says`() throws {
        for (tag, content) in [
            (DERTag.utf8String, Array("Zürich".utf8)),
            (DERTag.teletexString, [0x5a, 0xfc, 0x72, 0x69, 0x63, 0x68]),
            (DERTag.bmpString, [0, 0x5a, 0, 0xfc, 0, 0x72, 0, 0x69, 0, 0x63, 0, 0x68]),
            (
                DERTag.universalString,
                [0, 0, 0, 0x5a, 0, 0, 0, 0xfc, 0, 0, 0, 0x72, 0, 0, 0, 0x69, 0, 0, 0, 0x63, 0, 0, 0, 0x68]
            ),
        ] {
            #expect(try self.name(.locality, tag, content).description == "L=Zürich")
        }
        for tag in [DERTag.printableString, DERTag.ia5String, DERTag.visibleString, DERTag.numericString] {
            #expect(try self.name(.stateOrProvince, tag, [0x31, 0x32]).description == "ST=12")
        }
    }

    @Test func `octets that are not what their type says are shown as they are`() throws {
        for (tag, content) in [
            (DERTag.bmpString, [UInt8](repeating: 0x61, count: 3)), (DERTag.bmpString, [0xd8, 0x00]),
            (DERTag.universalString, [0, 0x11, 0, 0]), (DERTag.ia5String, [0xe9]),
            (DERTag.utf8String, [0xff]),
        ] {
            #expect(try self.name(.commonName, tag, content).description.hasPrefix("2.5.4.3=#"))
        }
    }

    @Test func `names of one text are one name, whatever the string type, as for OpenSSL`() throws {
        let plain = try self.name(.locality, DERTag.utf8String, Array("Zürich".utf8))
        let wide = try self.name(
            .locality,
            DERTag.bmpString,
            [0, 0x5a, 0, 0xfc, 0, 0x72, 0, 0x69, 0, 0x63, 0, 0x68]
        )
        #expect(plain == wide)
        let digits = try self.name(.locality, DERTag.numericString, [0x31])
        #expect(try digits != self.name(.locality, DERTag.utf8String, [0x31]))
    }
}
