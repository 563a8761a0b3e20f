import FoundationEssentials

@testable import InterlockAccess

/// A test in the layout of cedar-policy/cedar-integration-tests: a JSON file that names policies and entities and
/// lists requests with decision, reasons and errors.
struct CedarCase {
    /// What became of a test.
    enum Verdict: Equatable {
        case passed
        case failed(String)
        case skipped(String)
    }

    /// The folder that the paths within the file start from.
    let root: URL

    /// The file, relative to `root`.
    let path: String

    private static let further = ["description", "validateRequest", "decision", "reason", "errors"]

    /// Runs all requests of the test.
    ///
    /// Validation verdicts are not looked at: there is no validator yet.
    func run() -> Verdict {
        do {
            return try self.judge()
        } catch let error as AccessError where error.code == .unsupported {
            return .skipped(Self.feature(error.reason))
        } catch {
            return .failed("\(self.path): \(error)")
        }
    }

    private func judge() throws -> Verdict {
        let document = try JSONDocument(try self.text(self.path), limits: .standard)
        let policies = try PolicySet(parsing: try self.text(try self.name("policies", document)))
        let entities = try EntityStore(parsingJSON: try self.text(try self.name("entities", document)))
        let requests = try document.member("requests", of: document.root, "the test")
        for node in try document.array(requests, "the requests") {
            let request = try document.request(node, passing: Self.further)
            let response = Authorizer.isAuthorized(request, policies: policies, entities: entities)
            let expected = try [
                [document.string(document.member("decision", of: node, "a request"), "a decision")],
                self.strings("reason", of: node, document), self.strings("errors", of: node, document),
            ]
            let found = [
                [response.decision.rawValue], response.determiningPolicies.map(\.rawValue).sorted(),
                response.errors.map(\.policy.rawValue).sorted(),
            ]
            guard found == expected else { return .failed("\(self.path): \(found), not \(expected)") }
        }
        return .passed
    }

    private func strings(_ name: String, of node: JSONNode, _ document: JSONDocument) throws -> [String] {
        let member = try document.member(name, of: node, "a request")
        return try document.array(member, name).map { (element) in try document.string(element, name) }
            .sorted()
    }

    private func name(_ name: String, _ document: JSONDocument) throws -> String {
        try document.string(try document.member(name, of: document.root, "the test"), name)
    }

    private func text(_ path: String) throws -> String {
        let data = try Data(contentsOf: self.root.appending(path: path))
        guard let text = String(validating: data, as: UTF8.self) else {
            throw AccessError(.invalidToken, "\(path) is not UTF-8")
        }
        return text
    }

    private static func feature(_ reason: String) -> String {
        if reason.contains("__extn") || reason.contains("extension") { return "extension types" }
        return reason.contains("template") ? "templates" : reason
    }
}
