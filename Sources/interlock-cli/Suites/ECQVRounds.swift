import Interlock

/// The rounds of `suite ecqv`: two issuers, and meters drawn at random.
struct ECQVRounds: Sendable {
    private let authority: ImplicitAuthority
    private let other: ImplicitAuthority
    private let level: SecurityLevel

    private static let validity =
        Timestamp(
            secondsSinceEpoch: 1_781_485_200
        )...Timestamp(secondsSinceEpoch: 1_781_485_200 + 86_400 * 365)

    init(level: SecurityLevel) throws {
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Rounds Root CA", organization: "Rounds"),
            key: SigningKey(level: level),
            validity: Self.validity
        )
        func issuer() throws -> ImplicitAuthority {
            let key = try SigningKey(level: level)
            let certificate = try root.issueImplicitIssuer(
                named: "Meters",
                key: key.verifyingKey,
                validity: Self.validity
            )
            return try ImplicitAuthority(certificate: certificate, key: key)
        }
        self.authority = try issuer()
        self.other = try issuer()
        self.level = level
    }

    /// One round, its attributes, message and fault a function of the seed.
    func verdict(seed: UInt64) -> CaseVerdict {
        var random = SplitMix64(seed: seed)
        do {
            return try self.round(&random).map { .failed($0) } ?? .passed
        } catch {
            return .failed("\(error)")
        }
    }

    /// What was otherwise than it should be; nil where all was right.
    private func round(_ random: inout SplitMix64) throws -> String? {
        let attributes = try Self.attributes(&random)
        let requestKey = try SigningKey(level: self.level)
        let request = ImplicitRequest(identity: attributes.identity, point: requestKey.verifyingKey)
        let response = try self.authority.issue(
            to: attributes,
            request: ImplicitRequest(encoded: request.encoded),
            validity: Self.validity
        )
        let meter = Meter(key: requestKey, identity: attributes.identity, issuer: self.authority.issuer)
        let (key, _) = try meter.receive(response.encoded, expecting: attributes)
        let message = (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let signature = try key.sign(message)
        let read = try ImplicitCertificate(encoded: response.certificate.encoded)
        let extracted = try self.authority.issuer.publicKey(of: read)
        guard extracted == key.verifyingKey, extracted.isValidSignature(signature, for: message) else {
            return "the signature does not verify with the key of the certificate"
        }
        return try self.fault(&random, response, meter, signature, message)
    }

    /// Changes one bit of the certificate, and one part of the answer.
    private func fault(
        _ random: inout SplitMix64,
        _ response: ImplicitResponse,
        _ meter: Meter,
        _ signature: ECDSASignature,
        _ message: [UInt8]
    ) throws -> String? {
        var bytes = response.certificate.encoded
        let place = Int(random.next() % UInt64(bytes.count))
        bytes[place] ^= 1 << UInt8(random.next() % 8)
        if let changed = try? ImplicitCertificate(encoded: bytes),
            let key = try? self.authority.issuer.publicKey(of: changed),
            key.isValidSignature(signature, for: message)
        {
            return "the signature verifies though byte \(place) of the certificate was changed"
        }
        var parts = try CBOR(decoding: response.encoded).arrayValue ?? []
        let expected: IdentityError.Code
        var meter = meter
        switch random.next() % 5 {
        case 0:
            expected = .wrongIssuer
            meter.issuer = self.other.issuer
        case 1:
            expected = .wrongRequest
            meter.key = try SigningKey(level: self.level)
        case 2:
            expected = .forgedPoint
            parts[3] = .bytes(try SigningKey(level: self.level).verifyingKey.compressedRepresentation)
        case 3:
            expected = .reconstructionMismatch
            parts[5] = .bytes(try SigningKey(level: self.level).rawRepresentation().publicCopy())
        default:
            expected = .alteredCertificate
            parts[2] = .bytes((0..<8).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        }
        do throws(IdentityError) {
            _ = try meter.receive(CBOR.array(parts).encoded(), expecting: nil)
            return "\(expected): was not refused"
        } catch {
            return error.code == expected ? nil : "\(expected): was refused as \(error)"
        }
    }

    /// Who asked.
    private struct Meter {
        var key: SigningKey
        let identity: ParticipantID
        var issuer: ImplicitIssuer

        func receive(
            _ bytes: [UInt8],
            expecting attributes: AttributeSet?
        ) throws(IdentityError) -> (SigningKey, Credential) {
            try ImplicitResponse(encoded: bytes).receive(
                by: self.key,
                identity: self.identity,
                from: self.issuer,
                expecting: attributes
            )
        }
    }

    private static func attributes(_ random: inout SplitMix64) throws -> AttributeSet {
        let wallet = (0..<20).map { _ in UInt8(truncatingIfNeeded: random.next()) }.hexString
        let permissions = ["SubmitDemand", "SubmitSupply", "Cancel", "ReadOrder", "Inspect", "Zählen"]
        var further: [String: AttributeValue] = [:]
        if random.next() % 2 == 0 { further["feeder"] = .string("LV\(random.next() % 1_000)") }
        if random.next() % 2 == 0 { further["green"] = .boolean(random.next() % 2 == 0) }
        if random.next() % 2 == 0 {
            further["x\(random.next() % 9)"] = .integer(Int64(bitPattern: random.next()))
        }
        let mask = random.next()
        return try AttributeSet(
            identity: ParticipantID("meter-\(random.next() % 1_000_000)"),
            type: ParticipantType.allCases[Int(random.next() % UInt64(ParticipantType.allCases.count))],
            permissions: Set(
                permissions.enumerated().filter { mask >> UInt64($0.offset) & 1 == 1 }.map(\.element)
            ),
            creditReport: Int64(random.next() % 1_001),
            walletAddress: "0x" + (mask >> 20 & 1 == 1 ? wallet.uppercased() : wallet),
            further: further
        )
    }
}
