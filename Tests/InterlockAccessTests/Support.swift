import InterlockAccess
import Testing

/// The code of the error that `body` throws, nil if it throws none.
func code(of body: () throws(AccessError) -> Void) -> AccessError.Code? {
    do {
        try body()
        return nil
    } catch {
        return error.code
    }
}

/// The code of the error that parsing `text` gives.
func parsingCode(_ text: String, limits: ParsingLimits = .standard) -> AccessError.Code? {
    code { () throws(AccessError) in _ = try PolicySet(parsing: text, limits: limits) }
}

/// A policy that permits everything when `condition` holds.
func permit(when condition: String) -> String {
    "permit (principal, action, resource) when { \(condition) };"
}

/// What became of a condition.
enum Outcome: Equatable {
    case met
    case notMet
    case failed(EvaluationError.Code)
    case refused(AccessError.Code)
}

/// A small household market: alice in zone north of the grid, a meter of hers, and a regulator with a tag.
enum Sample {
    static let alice = EntityUID(type: "User", id: "alice")
    static let meter = EntityUID(type: "Grid::Meter", id: "m1")
    static let read = EntityUID(type: "Action", id: "read")

    static var entities: EntityStore {
        get throws {
            try EntityStore([
                Entity(
                    uid: alice,
                    attributes: [
                        "credit": 720, "name": "Alice", "zones": ["north", "east"],
                        "home": ["meter": .entity(meter), "size": 4], "licensed": true,
                    ],
                    parents: [EntityUID(type: "Zone", id: "north")],
                    tags: ["tariff": "night"]
                ),
                Entity(
                    uid: EntityUID(type: "Zone", id: "north"),
                    parents: [EntityUID(type: "Zone", id: "grid")]
                ),
                Entity(uid: meter, attributes: ["owner": .entity(alice)]),
                Entity(uid: read, parents: [EntityUID(type: "Action", id: "any")]),
            ])
        }
    }

    static let request = AuthorizationRequest(
        principal: alice,
        action: read,
        resource: meter,
        context: ["hour": 22, "note": "*starred*", "empty": [], "max": .integer(.max), "min": .integer(.min)]
    )

    /// What becomes of `condition` with this request.
    static func outcome(_ condition: String) throws -> Outcome {
        let policies: PolicySet
        do {
            policies = try PolicySet(parsing: permit(when: condition))
        } catch {
            return .refused(error.code)
        }
        let response = Authorizer(policies).isAuthorized(request, entities: try entities)
        if let first = response.errors.first { return .failed(first.error.code) }
        return response.decision == .allow ? .met : .notMet
    }
}
