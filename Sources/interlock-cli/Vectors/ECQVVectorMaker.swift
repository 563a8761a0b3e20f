import Interlock

/// Makes the cases of `ecqv.json`: a master seed of 00 01 …, fixed request keys, serial numbers and randomness.
struct ECQVVectorMaker {
    private let level: SecurityLevel
    private let issuer: ImplicitAuthority
    private let stranger: Certificate
    private let requestKey: SigningKey
    private let attributes: AttributeSet
    private let response: ImplicitResponse

    private static let start = Timestamp(secondsSinceEpoch: 1_781_485_200)
    private static let validity = Self.start...Self.start.adding(seconds: 365 * 86_400)

    static func make() throws -> VectorFileMaker<ECQVVector.Fields> {
        VectorFileMaker(
            kind: "ecqv",
            description:
                "Implicit certificates (ECQV, SEC 4): with `response`, reception gives `privateKey` and d·G = e·P + Q; "
                + "without, extraction from `certificate` gives `publicKey`. e is the digest's leftmost floor(log2 n) bits.",
            cases: try [SecurityLevel.bits128, .bits192].flatMap { try ECQVVectorMaker($0).cases() }
        )
    }

    private init(_ level: SecurityLevel) throws {
        let masterKey = try MasterKey(
            seed: SecretBytes(copying: 0..<UInt8(level.seedByteCount)),
            level: level
        )
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Vector Root CA", organization: "Vectors"),
            key: masterKey.authorityKey(),
            validity: Self.validity,
            serialNumber: SerialNumber(1),
            nonce: .rfc6979
        )
        func issuer(_ name: String, _ key: SigningKey, _ number: UInt64) throws -> Certificate {
            try authority.issueImplicitIssuer(
                named: name,
                key: key.verifyingKey,
                validity: Self.validity,
                serialNumber: SerialNumber(number),
                nonce: .rfc6979
            )
        }
        let key = try masterKey.implicitIssuerKey()
        self.level = level
        self.issuer = try ImplicitAuthority(certificate: issuer("Meters", key, 2), key: key)
        // The same key under another certificate is another issuer: all of the certificate enters e.
        self.stranger = try issuer("Other Meters", key, 3)
        self.requestKey = try SigningKey(
            rawRepresentation: SecretBytes(copying: (1...level.scalarByteCount).map { UInt8($0) }),
            level: level
        )
        self.attributes = try AttributeSet(
            identity: ParticipantID("meter-17"),
            type: .prosumer,
            permissions: ["SubmitDemand", "SubmitSupply", "Inspect"],
            creditReport: 720,
            walletAddress: "0x52908400098527886E0F7030069857D2E4169EE7",
            further: ["feeder": .string("LV5.201"), "green": .boolean(true), "phase": .integer(-3)]
        )
        self.response = try self.issuer.issue(
            to: self.attributes,
            request: ImplicitRequest(identity: self.attributes.identity, point: self.requestKey.verifyingKey),
            validity: Self.validity,
            serialNumber: SerialNumber(0x4112_2334_4556_6778),
            randomness: SecretBytes(copying: [UInt8](repeating: 0, count: level.scalarByteCount))
        )
    }

    private func fields(_ name: String) throws -> ECQVVector.Fields {
        .init(
            name: "\(self.level.curveName): \(name)",
            issuer: Hex(self.issuer.issuer.certificate.derRepresentation)
        )
    }

    private func cases() throws -> [MadeCase<ECQVVector.Fields>] {
        let certificate = self.response.certificate
        let (key, credential) = try self.response.receive(
            by: self.requestKey,
            identity: self.attributes.identity,
            from: self.issuer.issuer
        )
        var good = try self.fields("the key of an answer")
        good.identity = self.attributes.identity.description
        good.requestKey = Hex(try self.requestKey.rawRepresentation().publicCopy())
        good.request = Hex(
            ImplicitRequest(identity: self.attributes.identity, point: self.requestKey.verifyingKey).encoded
        )
        good.response = Hex(self.response.encoded)
        good.certificate = Hex(certificate.encoded)
        good.attributes = Hex(self.attributes.canonicalEncoding)
        good.digest = Hex(certificate.digest(issuer: self.issuer.issuer.certificate))
        good.privateKey = Hex(try key.rawRepresentation().publicCopy())
        good.publicKey = Hex(credential.verifyingKey.x963Representation)
        var extraction = try self.fields("the key of a certificate")
        (extraction.certificate, extraction.publicKey) = (good.certificate, good.publicKey)
        return [MadeCase(good), MadeCase(extraction)] + (try self.badAnswers(good))
            + (try self.badCertificates())
    }

    private func badAnswers(_ good: ECQVVector.Fields) throws -> [MadeCase<ECQVVector.Fields>] {
        func changed(_ name: String, _ error: String, _ change: (inout [CBOR]) -> Void) throws -> MadeCase<
            ECQVVector.Fields
        > {
            var parts = try CBOR(decoding: self.response.encoded).arrayValue ?? []
            change(&parts)
            var fields = try self.fields(name)
            (fields.identity, fields.requestKey) = (good.identity, good.requestKey)
            fields.response = Hex(CBOR.array(parts).encoded())
            return MadeCase(fields, error: error)
        }
        let richer = try self.certificate { $0[5] = Self.raised($0[5]) }
        let forged = try self.certificate {
            $0[6] = .bytes(self.requestKey.verifyingKey.compressedRepresentation)
        }
        let contents = ECQVMaker.identifier(richer)
        var other = try changed("another issuer, whose key is the same", "wrongIssuer") { _ in }
        other.fields.issuer = Hex(self.stranger.derRepresentation)
        var stranger = try changed("another's name", "wrongRequest") { _ in }
        stranger.fields.identity = "meter-18"
        return [
            try changed("altered attributes", "alteredCertificate") { $0[4] = .bytes(richer) },
            try changed("altered attributes, made to look right", "reconstructionMismatch") {
                ($0[2], $0[4]) = (.bytes(contents), .bytes(richer))
            },
            try changed("a forged point", "forgedPoint") { $0[4] = .bytes(forged) },
            try changed("swapped reconstruction data", "reconstructionMismatch") {
                $0[5] = .bytes([UInt8](repeating: 7, count: self.level.scalarByteCount))
            },
            try changed("the answer to another request", "wrongRequest") {
                $0[1] = .bytes([UInt8](repeating: 7, count: 8))
            },
            try changed("a share at infinity", "invalidPoint") { $0[3] = .bytes([0]) },
            other, stranger,
        ]
    }

    private func badCertificates() throws -> [MadeCase<ECQVVector.Fields>] {
        func changed(_ name: String, _ error: String, _ change: (inout [CBOR]) -> Void) throws
            -> MadeCase<ECQVVector.Fields>
        {
            var fields = try self.fields(name)
            fields.certificate = Hex(try self.certificate(change))
            return MadeCase(fields, error: error)
        }
        let point = self.response.certificate.point
        let size = self.level.scalarByteCount
        return [
            try changed("a point off the curve", "invalidPoint") {
                $0[6] = .bytes([2] + [UInt8](repeating: 0xff, count: size))
            },
            try changed("the point at infinity", "invalidPoint") { $0[6] = .bytes([0]) },
            try changed("a point that is not compressed", "invalidPoint") {
                $0[6] = .bytes(point.x963Representation)
            },
            try changed("another issuer's identifier", "wrongIssuer") {
                $0[1] = .bytes([UInt8](repeating: 7, count: 8))
            },
            try changed("another usage", "invalidEncoding") { $0[4] = 2 },
            try changed("a field too many", "invalidEncoding") { $0.append(1) },
            try changed("a serial number that is not minimal", "invalidEncoding") {
                $0[0] = .bytes([0, 1])
            },
            try changed("a word where the format has a number", "invalidEncoding") { pairs in
                var inner = pairs[5].mapValue?.entries.map { ($0.key, $0.value) } ?? []
                inner[0].0 = "identity"
                pairs[5] = .map(inner)
            },
        ]
    }

    private func certificate(_ change: (inout [CBOR]) -> Void) throws -> [UInt8] {
        var fields = try CBOR(decoding: self.response.certificate.encoded).arrayValue ?? []
        change(&fields)
        return CBOR.array(fields).encoded()
    }

    /// The attributes with a credit of 999.
    private static func raised(_ attributes: CBOR) -> CBOR {
        var pairs = attributes.mapValue?.entries.map { ($0.key, $0.value) } ?? []
        pairs[3].1 = 999
        return .map(pairs)
    }
}

/// What a response says of a certificate's contents: 8 bytes of the SHA-256 of all but the point.
private enum ECQVMaker {
    static func identifier(_ certificate: [UInt8]) -> [UInt8] {
        let fields = (try? CBOR(decoding: certificate).arrayValue?.dropLast()) ?? []
        return Array(Digest(hashing: CBOR.array(Array(fields)).encoded()).rawRepresentation.prefix(8))
    }
}
