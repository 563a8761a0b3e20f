import Interlock
import InterlockAuthority

/// The simulated consortium: its authority, its matching centre and peers, the households, and those who are not fit
/// to trade; made once, and opened again where a run goes on.
struct Community {
    /// Someone with a key and a certificate.
    struct Person: Sendable {
        let attributes: AttributeSet
        let key: SigningKey
        let credential: Credential
    }

    let anchor: Certificate
    let revocationLists: [RevocationList]
    let centre: NodeMember
    let peers: [NodeMember]
    let households: [Person]
    let unfit: [Unfit.Kind: Person]

    let credentials: RunCredentials
    /// The X.509 certificates that orders, endorsements and implicit certificates may name.
    let certificates: [Certificate]

    /// The implicit certificates that orders may name.
    var implicitCertificates: [ImplicitCertificate] {
        (self.households + Unfit.Kind.allCases.compactMap { self.unfit[$0] }).compactMap { person in
            if case .implicit(let certificate) = person.credential.form { certificate } else { nil }
        }
    }

    static let peerCount = 3

    /// Who is to take part; refuses data that no community can be made of.
    static func plan(_ day: MeterDay) throws -> [Plan] {
        let plans = try Self.attributes(day)
        try Self.checkNames(plans)
        return plans
    }

    /// Makes the community's authority and certificates in `folder`, or opens those there.
    init(
        folder: String,
        day: MeterDay,
        people all: [Plan],
        credentials: RunCredentials,
        passphrase: borrowing SecretBytes
    ) throws {
        let start = day.periods[0].start
        let authorityFolder = AuthorityFolder(path: "\(folder)/ca")
        let roster = "\(folder)/participants.pem"
        if !FileSystem.exists(authorityFolder.masterKeyFile) {
            _ = try AuthorityFolder.make(
                at: authorityFolder.path,
                name: "Interlock Rehearsal",
                level: .bits128,
                validity: start.adding(seconds: -365 * 86_400)...start.adding(seconds: 3_650 * 86_400),
                schema: .standard,
                passphrase: passphrase
            )
        }
        let masterKey = try authorityFolder.openMasterKey(passphrase)
        let desk = try authorityFolder.openDesk(masterKey)
        let people = credentials == .x509 ? all : Array(all[...Self.peerCount])
        let keys = try people.map { try masterKey.generateKey(for: $0.attributes) }
        if !FileSystem.exists(roster) {
            try Self.issue(people, keys, by: desk, in: authorityFolder, roster: roster, start: start)
        }
        let certificates = try CertificateFile.read(roster)
        guard certificates.count == people.count,
            zip(certificates, keys).allSatisfy({ $0.verifyingKey == $1.verifyingKey })
        else { throw Failure(.usage, "\(roster): of another day or data; choose a new --out") }
        var persons = try people.indices.map {
            Person(
                attributes: people[$0].attributes,
                key: keys[$0],
                credential: try Credential(certificates[$0])
            )
        }
        var issuers: [Certificate] = []
        if credentials == .ecqv {
            let implicit = try ImplicitRoster(
                folder: folder,
                authorityFolder,
                desk,
                masterKey,
                start: start
            )
            persons += try implicit.persons(Array(all[(1 + Self.peerCount)...]), by: desk, masterKey)
            issuers = [implicit.issuer]
        }
        try Self.revokeUnfit(Array(zip(all, persons)), by: desk, in: authorityFolder, start: start)
        self.anchor = desk.authority.certificate
        self.revocationLists = try CertificateFile.readRevocationLists(authorityFolder.revocationListFile)
        self.credentials = credentials
        self.certificates = certificates + issuers
        let members = (0...Self.peerCount).map { place in
            NodeMember(
                identity: people[place].attributes.identity,
                key: keys[place],
                certificate: certificates[place]
            )
        }
        self.centre = members[0]
        self.peers = Array(members[1...])
        self.households = Array(persons[(1 + Self.peerCount)...].prefix(day.households.count))
        self.unfit = Dictionary(
            uniqueKeysWithValues: zip(all, persons).compactMap { plan, person in
                plan.unfit.map { ($0, person) }
            }
        )
    }

    /// One name, one participant: the data may not bear those of the rehearsal's own.
    private static func checkNames(_ plans: [Plan]) throws(Failure) {
        var seen: Set<ParticipantID> = []
        for plan in plans where !seen.insert(plan.attributes.identity).inserted {
            let name = plan.attributes.identity
            throw Failure(.usage, "the data has a household \(name), a name of the rehearsal's own")
        }
    }

    /// A rehearsal's passphrase lies beside the key that it opens, unless one is given.
    static func passphrase(folder: String) throws -> SecretBytes {
        let path = "\(folder)/ca/rehearsal-passphrase"
        if !FileSystem.exists(path) {
            try FileSystem.makeFolder("\(folder)/ca", mode: 0o700)
            let random = try SecretBytes.random(count: 24)
            try FileSystem.create(path, mode: 0o600, Array(random.publicCopy().hexString.utf8))
        }
        return try PassphraseOptions.read(file: path)
    }

    /// Whom to issue a certificate, and how long before and after the day it is valid, in days.
    struct Plan {
        var attributes: AttributeSet
        var validity: ClosedRange<Int64> = -30...335
        var unfit: Unfit.Kind?
    }

    private static func attributes(_ day: MeterDay) throws -> [Plan] {
        var plans = [
            try Plan(attributes: Self.attributes("mtc-1", .matchingCentre, ["Match"], credit: 1_000))
        ]
        for number in 1...Self.peerCount {
            plans.append(
                try Plan(attributes: Self.attributes("peer-\(number)", .peer, ["Endorse"], credit: 1_000))
            )
        }
        for (index, household) in day.households.enumerated() {
            let generates = day.periods.indices.contains { (day[index, $0]?.generation ?? 0) > 0 }
            plans.append(
                try Plan(
                    attributes: Self.attributes(
                        household,
                        generates ? .prosumer : .buyer,
                        generates ? ["SubmitDemand", "SubmitSupply"] : ["SubmitDemand"],
                        credit: 550 + Int64(index * 37 % 400)
                    )
                )
            )
        }
        for kind in Unfit.Kind.allCases where kind.hasCertificate {
            plans.append(
                try Plan(
                    attributes: Self.attributes(
                        "unfit-\(kind.rawValue)",
                        .buyer,
                        kind == .withoutPermission ? ["ReadOrder"] : ["SubmitDemand"],
                        credit: kind == .lowCredit ? 120 : 800
                    ),
                    validity: kind.validity,
                    unfit: kind
                )
            )
        }
        return plans
    }

    private static func attributes(
        _ name: String,
        _ type: ParticipantType,
        _ permissions: Set<String>,
        credit: Int64
    ) throws -> AttributeSet {
        let wallet = Digest(hashing: Array("rehearsal wallet of \(name)".utf8)).rawRepresentation.prefix(20)
        return try AttributeSet(
            identity: ParticipantID(name),
            type: type,
            permissions: permissions,
            creditReport: credit,
            walletAddress: "0x\(wallet.hexString)"
        )
    }

    private static func issue(
        _ plans: [Plan],
        _ keys: [SigningKey],
        by desk: AuthorityDesk,
        in folder: AuthorityFolder,
        roster: String,
        start: Timestamp
    ) throws {
        func day(_ number: Int64) -> Timestamp { start.adding(seconds: number * 86_400) }
        let orders = zip(plans, keys).map { plan, key in
            CertificateOrder(
                attributes: plan.attributes,
                key: key.verifyingKey,
                validity: day(plan.validity.lowerBound)...day(plan.validity.upperBound)
            )
        }
        // Issued before any of them is valid; a run that was killed gets the same certificates again.
        let issued = try desk.issue(orders, at: day(-91))
        let pem = try issued.map { try $0.certificate().pemRepresentation }.joined()
        try FileSystem.create(roster, mode: 0o644, Array(pem.utf8))
    }

    /// Revokes the certificate of whoever is to be refused for that, unless it was done before.
    private static func revokeUnfit(
        _ persons: [(Plan, Person)],
        by desk: AuthorityDesk,
        in folder: AuthorityFolder,
        start: Timestamp
    ) throws {
        var revoked = CertificateQuery(at: start)
        revoked.status = .revoked
        guard try desk.store.certificates(revoked).isEmpty else { return }
        try folder.publish(
            desk.revoke(
                persons.filter { $0.0.unfit == .revoked }.map(\.1.credential.serialNumber),
                reason: .keyCompromise,
                at: start.adding(seconds: -7_200)
            )
        )
    }
}
