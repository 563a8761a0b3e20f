internal import InterlockCrypto

extension ImplicitCertificate {
    /// Reads a certificate in its only form.
    ///
    /// - Throws: `IdentityError` with code `limitExceeded` above ``byteLimit``, `invalidPoint` for a reconstruction point that
    ///   is off the curve, at infinity or not compressed, `invalidAttribute` for an attribute that breaks a rule, and
    ///   `invalidEncoding` for anything else.
    public init(encoded bytes: [UInt8]) throws(IdentityError) {
        // Attributes are three deep: map, value, member. A value takes a byte at least, so bytes bound the items.
        let limits = CBORLimits(byteCount: Self.byteLimit, depth: 5, itemCount: Self.byteLimit)
        let value = try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: limits)
        }
        guard let fields = value.arrayValue, fields.count == 7 else {
            throw IdentityError(.invalidEncoding, "an implicit certificate is an array of seven")
        }
        guard fields[Contents.Place.usage.rawValue] == Contents.signsMessages else {
            throw IdentityError(.invalidEncoding, "an implicit certificate of an unknown usage")
        }
        let contents = try Contents(fields)
        let point = try VerifyingKey(compressed: Self.bytes(.point, in: fields))
        self.init(contents, point: point)
        guard self.encoded == bytes else {
            throw IdentityError(.invalidEncoding, "an implicit certificate that is not in its one form")
        }
    }

    fileprivate static func bytes(_ place: Contents.Place, in fields: [CBOR]) throws(IdentityError) -> [UInt8]
    {
        guard let bytes = fields[place.rawValue].bytesValue else {
            throw IdentityError(.invalidEncoding, "\(place) is not a byte string")
        }
        return bytes
    }
}

extension ImplicitCertificate.Contents {
    fileprivate init(_ fields: [CBOR]) throws(IdentityError) {
        let serialNumber = try SerialNumber(
            rawRepresentation: ImplicitCertificate.bytes(.serialNumber, in: fields)
        )
        guard serialNumber.isPositive else {
            throw IdentityError(.invalidEncoding, "a serial number is above zero")
        }
        let issuer = try ImplicitCertificate.bytes(.issuer, in: fields)
        guard issuer.count == ImplicitIssuer.identifierByteCount else {
            throw IdentityError(.invalidEncoding, "an issuer's identifier of \(issuer.count) bytes")
        }
        guard case .unsigned(let start) = fields[Place.notBefore.rawValue],
            case .unsigned(let seconds) = fields[Place.seconds.rawValue], start < 1 << 40, seconds < 1 << 32
        else {
            throw IdentityError(.invalidEncoding, "the validity is not a second and a number of seconds")
        }
        let notBefore = Timestamp(secondsSinceEpoch: Int64(start))
        self.init(
            serialNumber: serialNumber,
            issuerIdentifier: issuer,
            notBefore: notBefore,
            notAfter: notBefore.adding(seconds: Int64(seconds)),
            attributes: try CompactAttributes.decode(fields[Place.attributes.rawValue])
        )
    }
}

extension VerifyingKey {
    /// Reads a point in compressed form (SEC 1 section 2.3.4), its curve told by its length.
    ///
    /// - Throws: `IdentityError` with code `invalidPoint`.
    init(compressed bytes: [UInt8]) throws(IdentityError) {
        let level = SecurityLevel.allCases.first { $0.scalarByteCount + 1 == bytes.count }
        guard let level, bytes[0] == 2 || bytes[0] == 3 else {
            throw IdentityError(.invalidPoint, "not a point in compressed form")
        }
        do {
            try self.init(x963Representation: bytes, level: level)
        } catch {
            throw IdentityError(.invalidPoint, "no point of \(level.curveName): \(error.reason)")
        }
    }
}
