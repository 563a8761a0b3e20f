import Interlock

/// Makes `ceremony.json`: master keys at every level, seeds at the ends of their range, forged shares and logs.
struct CeremonyVectorMaker {
    private typealias Fields = CeremonyVector.Fields
    private typealias Case = MadeCase<CeremonyVector.Fields>

    private let at = Timestamp(secondsSinceEpoch: 1_781_485_200)
    private let custodians: [Certificate]
    private var cases: [Case] = []

    static func make() throws -> VectorFileMaker<CeremonyVector.Fields> {
        var maker = try CeremonyVectorMaker()
        try maker.splits()
        try maker.ceremonies()
        return VectorFileMaker(
            kind: "ceremony",
            description:
                "Key ceremonies: a master key split among custodians, restored, dealt anew; shares on paper; "
                + "logs of transcripts. Docs/Formats.md, \"Key ceremonies\".",
            cases: maker.cases
        )
    }

    private init() throws {
        let masterKey = try MasterKey(seed: SecretBytes(copying: 0..<32), level: .bits128)
        let validity = self.at...self.at.adding(seconds: 365 * 86_400)
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Vector Root CA", organization: "Vectors"),
            key: masterKey.authorityKey(),
            validity: validity,
            serialNumber: SerialNumber(1),
            nonce: .rfc6979
        )
        self.custodians = try ["alice", "bob", "carol", "dave", "erin"].enumerated().map { place, name in
            let attributes = try AttributeSet(
                identity: ParticipantID(name),
                type: .regulator,
                permissions: [],
                creditReport: 0,
                walletAddress: "0x52908400098527886E0F7030069857D2E4169EE7"
            )
            return try authority.issue(
                to: attributes,
                key: masterKey.generateKey(for: attributes).verifyingKey,
                validity: validity,
                profile: .transport,
                serialNumber: SerialNumber(UInt64(place) + 2),
                nonce: .rfc6979
            )
        }
    }

    private mutating func add(
        _ name: String,
        _ kind: CeremonyVector.Kind,
        error: String? = nil,
        _ fill: (inout Fields) -> Void
    ) {
        var fields = Fields(name: name, kind: kind)
        fill(&fields)
        self.cases.append(Case(fields, error: error))
    }

    private func randomness(_ source: VectorSource) -> CeremonyRandomness {
        CeremonyRandomness(source: source.draw, nonce: .rfc6979)
    }

    private mutating func splits() throws {
        let plans: [(String, SecurityLevel, [UInt8], Int, Int)] = [
            ("level 128, 2 of 3", .bits128, Array(0..<32), 2, 3),
            ("level 192, 3 of 5", .bits192, Array(0..<48), 3, 5),
            ("level 256, 2 of 2", .bits256, Array(0..<64), 2, 2),
            ("a seed of zeros", .bits128, .init(repeating: 0, count: 32), 2, 2),
            ("a seed above the order of P-256", .bits128, .init(repeating: 255, count: 32), 2, 2),
            ("the highest seed", .bits256, .init(repeating: 255, count: 64), 2, 2),
        ]
        for (name, level, seed, threshold, count) in plans {
            let source = VectorSource(label: name)
            let (set, shares) = try KeyCeremony.split(
                MasterKey(seed: SecretBytes(copying: seed), level: level),
                threshold: threshold,
                custodians: Array(self.custodians.prefix(count)),
                source: source.draw
            )
            let texts = shares.map(CeremonyVector.text)
            self.add("split: \(name)", .split) {
                $0.level = level
                $0.seed = Hex(seed)
                $0.threshold = threshold
                $0.randomness = Array(source.takeDrawn().dropFirst())
                $0.set = Hex(set.encoded)
                $0.shares = texts
            }
            self.add("combine: \(name)", .combine) {
                $0.set = Hex(set.encoded)
                $0.shares = Array(texts.suffix(threshold))
                $0.seed = Hex(seed)
            }
        }
    }

    /// One master key's life: split, rehearse, refresh, another k and n, combine.
    private mutating func ceremonies() throws {
        let masterKey = try MasterKey(seed: SecretBytes(copying: 0..<32), level: .bits128)
        let source = VectorSource(label: "a life")
        var (log, first) = try CeremonyLog.split(
            masterKey,
            threshold: 2,
            custodians: Array(self.custodians.prefix(3)),
            at: self.at,
            randomness: self.randomness(source)
        )
        var sets = [log.set]
        try log.rehearse(Array(first.prefix(2)), at: self.at.adding(seconds: 60))
        let rehearsed = log
        _ = source.takeDrawn()
        let second = try log.refresh(
            Array(first.suffix(2)),
            threshold: 2,
            custodians: log.set.custodians,
            at: self.at.adding(seconds: 120)
        )
        sets.append(log.set)
        self.addRefresh("refresh: the same k and n", Array(first.suffix(2)), sets, second, source)
        let third = try log.refresh(
            Array(second.prefix(2)),
            threshold: 3,
            custodians: self.custodians,
            at: self.at.adding(seconds: 180)
        )
        sets.append(log.set)
        self.addRefresh("refresh: from 2 of 3 to 3 of 5", Array(second.prefix(2)), sets, third, source)
        _ = try log.restore(
            Array(third.prefix(3)),
            as: .combine,
            purpose: "a trial",
            at: self.at.adding(seconds: 240)
        )
        try self.combinations(sets, first, second)
        try self.papers(first[0])
        try self.logs(log, sets, masterKey)
        self.addLog(
            "log: a split and a rehearsal",
            rehearsed.transcripts.map(\.encoded),
            [sets[0]],
            masterKey
        )
    }

    private mutating func addRefresh(
        _ name: String,
        _ present: [MasterKeyShare],
        _ sets: [ShareSet],
        _ dealt: [MasterKeyShare],
        _ source: VectorSource
    ) {
        let drawn = source.takeDrawn()
        let set = sets[sets.count - 1]
        self.add(name, .refresh) {
            $0.threshold = set.threshold
            // The last two are the joint signature's.
            $0.randomness = Array(drawn.dropLast(2))
            $0.previousSet = Hex(sets[sets.count - 2].encoded)
            $0.present = present.map(CeremonyVector.text)
            $0.set = Hex(set.encoded)
            $0.shares = dealt.map(CeremonyVector.text)
        }
    }

    private mutating func combinations(
        _ sets: [ShareSet],
        _ first: [MasterKeyShare],
        _ second: [MasterKeyShare]
    ) throws {
        let good = first.map(CeremonyVector.text)
        let fresh = second.map(CeremonyVector.text)
        // The last byte of f(x), and of g(x).
        let value = try Self.forged(first[1]) { _, secret in secret[65] ^= 1 }
        let blinding = try Self.forged(first[1]) { _, secret in secret[131] ^= 1 }
        let moved = try Self.forged(first[1]) { header, _ in header[6] = 3 }
        let claimed = try Self.forged(first[1]) { header, _ in
            header[3] = 1
            header[7] = .bytes(sets[1].digest.rawRepresentation)
        }
        let foreign = try Self.forged(first[1]) { header, _ in
            header[2] = .bytes([UInt8](repeating: 7, count: 16))
        }
        let plans: [(String, [String], ShareSet, String)] = [
            ("an altered value", [good[0], value], sets[0], "wrongShare"),
            ("an altered blinding", [good[0], blinding], sets[0], "wrongShare"),
            ("an altered share among more than k", [good[0], value, good[2]], sets[0], "wrongShare"),
            ("a share under another's x", [good[0], moved], sets[0], "wrongShare"),
            ("an old share beside a new one", [good[0], fresh[1]], sets[1], "wrongShare"),
            ("a new share beside an old one, for the old set", [good[0], fresh[1]], sets[0], "wrongShare"),
            ("an old share that claims to be new", [fresh[0], claimed], sets[1], "wrongShare"),
            ("a share of another sharing", [good[0], foreign], sets[0], "wrongShare"),
            ("a share twice", [good[0], good[0]], sets[0], "duplicateShare"),
            ("k - 1 shares", [good[2]], sets[0], "tooFewShares"),
            ("no share", [], sets[0], "tooFewShares"),
        ]
        for (name, shares, set, error) in plans {
            self.add("combine: \(name)", .combine, error: error) {
                $0.set = Hex(set.encoded)
                $0.shares = shares
            }
        }
        self.add("combine: all three of 2 of 3", .combine) {
            $0.set = Hex(sets[0].encoded)
            $0.shares = good
            $0.seed = Hex(Array(0..<32))
        }
    }

    /// A share whose header or values were changed, written down well.
    private static func forged(
        _ share: MasterKeyShare,
        _ change: (inout [Int64: CBOR], inout [UInt8]) -> Void
    ) throws -> String {
        let bytes = try Self.forgedBytes(share, change)
        return String(decoding: ShareText.text(SecretBytes(copying: bytes)).publicCopy(), as: UTF8.self)
    }

    private static func forgedBytes(
        _ share: MasterKeyShare,
        _ change: (inout [Int64: CBOR], inout [UInt8]) -> Void
    ) throws -> [UInt8] {
        let parts = try CBOR(decoding: share.encoded().publicCopy()).arrayValue ?? []
        let fields = try CBOR(decoding: parts[0].bytesValue ?? []).mapValue?.entries ?? []
        var header = Dictionary(uniqueKeysWithValues: fields.map { ($0.key.integerValue ?? 0, $0.value) })
        var secret = parts[1].bytesValue ?? []
        change(&header, &secret)
        let map = CBOR.map(header.map { (CBOR.integer($0.key), $0.value) })
        return CBOR.array([.bytes(map.encoded()), .bytes(secret)]).encoded()
    }

    private mutating func papers(_ share: MasterKeyShare) throws {
        let text = CeremonyVector.text(share)
        let bytes = Hex(share.encoded().publicCopy())
        for (name, form) in [
            ("as it is written", text),
            ("in capitals, without hyphens", text.uppercased().replacing("-", with: "")),
            ("with a remark and empty lines", "# a remark\n\n" + text.replacing("\n", with: "\r\n\r\n")),
        ] {
            self.add("share: \(name)", .share) {
                $0.text = form
                $0.share = bytes
            }
        }
        let lines = text.split(separator: "\n").map(String.init)
        func letters(_ line: Int, _ change: (inout [Character]) -> Void) -> String {
            var changed = lines
            var letters = Array(lines[line])
            change(&letters)
            changed[line] = String(letters)
            return changed.joined(separator: "\n")
        }
        let zero = try Self.forged(share) { header, _ in header[6] = 0 }
        let above = try Self.forged(share) { header, _ in header[6] = 4 }
        let large = try Self.forged(share) { _, secret in
            secret.replaceSubrange(0..<66, with: [UInt8](repeating: 255, count: 66))
        }
        let field = try Self.forged(share) { header, _ in header[8] = 1 }
        let plans: [(String, String, String)] = [
            ("a wrong letter", letters(2) { $0[9] = $0[9] == "q" ? "p" : "q" }, "invalidEncoding"),
            ("two letters changed over", letters(1) { Self.swapNeighbours(&$0) }, "invalidEncoding"),
            ("a letter that none has", letters(0) { $0[7] = "b" }, "invalidEncoding"),
            (
                "two lines changed over", ([lines[1], lines[0]] + lines[2...]).joined(separator: "\n"),
                "invalidEncoding"
            ),
            ("a line left out", lines.dropLast().joined(separator: "\n"), "invalidEncoding"),
            ("a line twice", (lines + lines.suffix(1)).joined(separator: "\n"), "invalidEncoding"),
            ("nothing", "", "invalidEncoding"), ("x of zero", zero, "wrongShare"),
            ("x above n", above, "wrongShare"), ("a value not below the field's prime", large, "wrongShare"),
            ("a field too many", field, "invalidEncoding"),
        ]
        for (name, text, error) in plans {
            self.add("share: \(name)", .share, error: error) { $0.text = text }
        }
    }

    private static func swapNeighbours(_ letters: inout [Character]) {
        for place in 6..<letters.count - 1
        where letters[place] != letters[place + 1] && letters[place] != "-" && letters[place + 1] != "-" {
            return letters.swapAt(place, place + 1)
        }
    }

    private mutating func addLog(
        _ name: String,
        _ transcripts: [[UInt8]],
        _ sets: [ShareSet],
        _ masterKey: borrowing MasterKey,
        error: String? = nil
    ) {
        let key = try? masterKey.authorityKey().verifyingKey.x963Representation
        self.add(name, .log, error: error) {
            $0.transcripts = transcripts.map(Hex.init)
            $0.sets = sets.map { Hex($0.encoded) }
            $0.authorityKey = Hex(key ?? [])
            if error == nil { $0.setDigest = Hex(sets[sets.count - 1].digest.rawRepresentation) }
        }
    }

    private mutating func logs(
        _ log: CeremonyLog,
        _ sets: [ShareSet],
        _ masterKey: borrowing MasterKey
    ) throws {
        let good = log.transcripts.map(\.encoded)
        self.addLog("log: a whole life", good, sets, masterKey)
        func altered(_ number: Int) -> [[UInt8]] {
            var changed = good
            changed[number][changed[number].count - 1] ^= 1
            return changed
        }
        let other = try MasterKey(seed: SecretBytes(copying: 1..<33), level: .bits128)
        self.addLog("log: the split's signature altered", altered(0), sets, masterKey, error: "badSignature")
        self.addLog(
            "log: a rehearsal's signature altered",
            altered(1),
            sets,
            masterKey,
            error: "badSignature"
        )
        self.addLog("log: a refresh's signature altered", altered(2), sets, masterKey, error: "badSignature")
        self.addLog(
            "log: one left out",
            good.dropLast(2) + good.suffix(1),
            sets,
            masterKey,
            error: "brokenChain"
        )
        self.addLog("log: without the split", Array(good.dropFirst()), sets, masterKey, error: "brokenChain")
        self.addLog("log: none", [], sets, masterKey, error: "brokenChain")
        self.addLog("log: a set left out", good, Array(sets.prefix(2)), masterKey, error: "brokenChain")
        self.addLog(
            "log: two sets changed over",
            good,
            [sets[0], sets[2], sets[1]],
            masterKey,
            error: "brokenChain"
        )
        self.addLog("log: of another authority", good, sets, other, error: "brokenChain")
        try self.addOtherSecret(log, sets, masterKey)
    }

    /// A refresh that the shares sign, whose set commits to another seed.
    private mutating func addOtherSecret(
        _ log: CeremonyLog,
        _ sets: [ShareSet],
        _ masterKey: borrowing MasterKey
    ) throws {
        var (forged, shares) = try CeremonyLog.split(
            masterKey,
            threshold: 2,
            custodians: Array(self.custodians.prefix(3)),
            at: self.at,
            randomness: self.randomness(VectorSource(label: "another split"))
        )
        let before = forged.set
        _ = try forged.refresh(
            Array(shares.prefix(2)),
            threshold: 2,
            custodians: before.custodians,
            at: self.at.adding(seconds: 1)
        )
        self.addLog(
            "log: a refresh of another sharing's set",
            forged.transcripts.map(\.encoded),
            [before, sets[1]],
            masterKey,
            error: "brokenChain"
        )
    }
}
