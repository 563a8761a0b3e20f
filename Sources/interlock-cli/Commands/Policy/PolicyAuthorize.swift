import ArgumentParser
import Interlock

struct PolicyAuthorize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorize",
        abstract: "Ask policies whether a request may pass.",
        discussion: """
            The request is JSON: {"principal": "User::\\"alice\\"", "action": …, "resource": …, "context": {…}}. \
            With a schema, entities and request must be as it says, and its actions need not be among the entities. \
            Prints the decision, the policies that led to it, and those that could not be evaluated. Ends with 0 for \
            allow and 1 for deny.

            EXAMPLE
              interlock policy authorize --policies market.cedar --entities entities.json --request request.json
            """
    )

    @Option(help: "The policies, Cedar text or JSON; more than one file may be named.", completion: .file())
    var policies: [String]

    @Option(help: "The entities (JSON).", completion: .file())
    var entities: String?

    @Option(help: "The schema: a file, or `market`.", completion: .file())
    var schema: String?

    @Option(help: "The request (JSON; - for standard input).", completion: .file())
    var request: String

    @OptionGroup var output: OutputOptions

    private struct Answer: Encodable {
        struct Fault: Encodable {
            var policy: String
            var code: String
            var line: Int
            var column: Int
            var reason: String
        }

        var decision: String
        var reasons: [String]
        var errors: [Fault]
    }

    func validate() throws {
        guard !self.policies.isEmpty else { throw ValidationError("--policies is missing") }
    }

    func run() throws {
        let schema = try self.schema.map { name in
            try name == "market" ? MarketPolicies.schema() : PolicyFile.schema(name)
        }
        let policies = try PolicyFile.read(self.policies)
        let entities = try self.store(schema)
        let text = try PolicyFile.text(self.request)
        let request = try PolicyFile.naming(self.request) { () throws(AccessError) in
            guard let schema else { return try AuthorizationRequest(parsingJSON: text) }
            return try AuthorizationRequest(parsingJSON: text, schema: schema)
        }
        let response = Authorizer(policies).isAuthorized(request, entities: entities)
        try self.output.print(Self.answer(response), text: Self.text(response, policies))
        guard response.decision == .allow else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private func store(_ schema: Schema?) throws -> EntityStore {
        let text = try self.entities.map { try PolicyFile.text($0) } ?? "[]"
        return try PolicyFile.naming(self.entities ?? "the schema's actions") { () throws(AccessError) in
            guard let schema else { return try EntityStore(parsingJSON: text) }
            return try EntityStore(parsingJSON: text, schema: schema)
        }
    }

    private static func answer(_ response: AuthorizationResponse) -> Answer {
        Answer(
            decision: response.decision.rawValue,
            reasons: response.determiningPolicies.map(\.description),
            errors: response.errors.map { policy, error in
                Answer.Fault(
                    policy: policy.description,
                    code: error.code.description,
                    line: error.position.line,
                    column: error.position.column,
                    reason: error.reason
                )
            }
        )
    }

    private static func text(_ response: AuthorizationResponse, _ policies: PolicySet) -> String {
        let reasons = response.determiningPolicies.map { id in
            "  by \(id)\(policies[id]?.annotation("id").map { " (\($0))" } ?? "")"
        }
        let errors = response.errors.map { "  skipped \($0.policy): \($0.error)" }
        return ([response.decision.rawValue] + reasons + errors).joined(separator: "\n")
    }
}
