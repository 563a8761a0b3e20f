import ArgumentParser
import Interlock

struct SuitePKITS: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pkits",
        abstract:
            "Run NIST's PKITS: every Valid and Invalid end entity against all certificates and lists as one pool.",
        discussion: """
            The initial policy is any-policy. Two of the suite's paths are signed by DSA with 1024 bits and SHA-1, \
            so strength is not asked for. Ends with `N passed, N failed, N skipped`.

            EXAMPLE
              interlock suite pkits pkits
            """
    )

    @Argument(help: "The suite's folder, with certs and crls in it.", completion: .directory)
    var folder: String

    @Option(help: "The moment to judge at; now where it is left out.")
    var at: Timestamp?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let names = try FileSystem.names(in: "\(self.folder)/certs").filter { $0.hasSuffix(".crt") }.sorted()
        let endEntities = names.filter(Self.isCase)
        let others = Set(names).subtracting(endEntities)
        let anchor = "TrustAnchorRootCertificate.crt"
        let validator = try PathValidator(
            anchors: [try self.certificate(anchor)],
            intermediates: others.subtracting([anchor]).sorted().compactMap { try? self.certificate($0) },
            revocationLists: self.revocationLists(),
            policy: Self.policy
        )
        var tally = SuiteTally()
        for name in endEntities { tally.add(name, self.verdict(on: name, by: validator)) }
        try tally.finish(self.output)
    }

    private static var policy: PathPolicy {
        var policy = PathPolicy()
        policy.strength = .any
        return policy
    }

    /// `Valid…EE.crt` and `Invalid…EE.crt`.
    private static func isCase(_ name: String) -> Bool {
        (name.hasPrefix("Valid") || name.hasPrefix("Invalid")) && name.hasSuffix("EE.crt")
    }

    private func verdict(on name: String, by validator: PathValidator) -> CaseVerdict {
        let isExpected = name.hasPrefix("Valid")
        do {
            let path = try validator.validate(self.certificate(name), at: self.at ?? .now)
            let names = path.certificates.map(\.subject).joined(separator: " < ")
            return isExpected ? .passed : .failed("must be invalid, but is valid by \(names)")
        } catch {
            return isExpected ? .failed("must be valid, but \(error)") : .passed
        }
    }

    private func certificate(_ name: String) throws -> Certificate {
        try Certificate(derRepresentation: FileSystem.read("\(self.folder)/certs/\(name)", limit: 1 << 16))
    }

    /// Those that can be read: one of the suite's has a signature that is none.
    private func revocationLists() throws -> [RevocationList] {
        try FileSystem.names(in: "\(self.folder)/crls").sorted().filter { $0.hasSuffix(".crl") }.compactMap {
            name in
            let bytes = try FileSystem.read("\(self.folder)/crls/\(name)", limit: 1 << 20)
            return try? RevocationList(derRepresentation: bytes)
        }
    }
}
