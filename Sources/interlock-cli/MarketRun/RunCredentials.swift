import ArgumentParser
import Interlock
import InterlockAuthority

/// Which certificates the households of a rehearsal have; the centre's and the peers' are X.509 always.
enum RunCredentials: String, CaseIterable, Codable, ExpressibleByArgument {
    /// X.509 certificates for derived keys.
    case x509
    /// Implicit certificates (ECQV).
    case ecqv
}

/// Makes the households' implicit certificates, or finds those of an earlier run: requests, answers, receptions, as meters
/// and an authority would exchange them.
struct ImplicitRoster {
    private let file: String
    private let authority: ImplicitAuthority
    private let start: Timestamp

    /// Opens the rehearsal's issuer, or has it certified.
    init(
        folder: String,
        _ authorityFolder: AuthorityFolder,
        _ desk: AuthorityDesk,
        _ masterKey: borrowing MasterKey,
        start: Timestamp
    ) throws {
        self.file = "\(folder)/participants.ecqv"
        self.start = start
        let own = desk.authority.certificate
        self.authority = try authorityFolder.makeImplicitAuthority(
            desk,
            masterKey,
            named: "Meters",
            validity: own
                .notBefore...min(
                    own.notAfter,
                    own.notBefore.adding(seconds: EnrolmentProfile.implicitIssuer.maximumLifetime)
                ),
            at: start.adding(seconds: -92 * 86_400)
        )
    }

    /// The X.509 certificate of the issuer.
    var issuer: Certificate { self.authority.issuer.certificate }

    /// Those who are planned, each with the key that its answer gives.
    func persons(
        _ plans: [Community.Plan],
        by desk: AuthorityDesk,
        _ masterKey: borrowing MasterKey
    ) throws -> [Community.Person] {
        if !FileSystem.exists(self.file) { try self.issue(plans, by: desk, masterKey) }
        let answers = try CBOR(decoding: FileSystem.read(self.file)).arrayValue ?? []
        guard answers.count == plans.count else {
            throw Failure(.usage, "\(self.file): of another day or data; choose a new --out")
        }
        var persons: [Community.Person] = []
        for (plan, answer) in zip(plans, answers) {
            let generation = try Self.nextGeneration(plan, desk) - 1
            let response = try ImplicitResponse(encoded: answer.bytesValue ?? [])
            let (key, credential) = try response.receive(
                by: masterKey.generateKey(for: plan.attributes, generation: generation),
                identity: plan.attributes.identity,
                from: self.authority.issuer,
                expecting: plan.attributes
            )
            persons.append(Community.Person(attributes: plan.attributes, key: key, credential: credential))
        }
        return persons
    }

    /// Answers are not kept by the authority: after a run that was killed before they were written, all ask anew.
    private func issue(
        _ plans: [Community.Plan],
        by desk: AuthorityDesk,
        _ masterKey: borrowing MasterKey
    ) throws {
        func day(_ number: Int64) -> Timestamp { self.start.adding(seconds: number * 86_400) }
        var orders: [ImplicitOrder] = []
        for plan in plans {
            let generation = try Self.nextGeneration(plan, desk)
            // A rehearsal's meters make their numbers so that they have them again when it goes on.
            let number = try masterKey.generateKey(for: plan.attributes, generation: generation)
            orders.append(
                ImplicitOrder(
                    request: ImplicitRequest(identity: plan.attributes.identity, point: number.verifyingKey),
                    attributes: plan.attributes,
                    generation: generation,
                    validity: day(plan.validity.lowerBound)...day(plan.validity.upperBound)
                )
            )
        }
        let issues = try desk.issue(orders, by: self.authority, at: day(-91))
        let answers = CBOR.array(issues.map { .bytes($0.response.encoded) }).encoded()
        try FileSystem.create(self.file, mode: 0o644, answers)
    }

    private static func nextGeneration(_ plan: Community.Plan, _ desk: AuthorityDesk) throws -> UInt32 {
        try desk.nextGeneration(of: plan.attributes.identity, profile: .implicit)
    }
}
