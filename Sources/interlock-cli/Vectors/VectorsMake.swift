import ArgumentParser
import FoundationEssentials
import Interlock

/// Makes our own vector files anew; for their maintainers.
struct VectorsMake: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make",
        abstract:
            "Make signing, gate, route, matching, trade and ceremony vectors: the same bytes each time.",
        shouldDisplay: false
    )

    @Argument(help: "The folder to write to.", completion: .directory)
    var folder: String

    func run() throws {
        try self.write("signing", SigningVectorMaker.make())
        try self.write("route", Self.routes)
        try self.write("ecqv", ECQVVectorMaker.make())
        try self.write("matching", MatchingVectorMaker.make())
        try self.write("ceremony", CeremonyVectorMaker.make())
        let market = try ExampleMarket()
        try self.write("trades", market.trades())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try self.replace("gate", Array(encoder.encode(market.gateVectors())))
    }

    private func write<Fields: Encodable>(_ name: String, _ file: VectorFileMaker<Fields>) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try self.replace(name, Array(encoder.encode(file)))
    }

    private func replace(_ name: String, _ bytes: [UInt8]) throws {
        try FileSystem.replace("\(self.folder)/\(name).json", mode: 0o644, bytes + Array("\n".utf8))
    }

    private static var routes: VectorFileMaker<RouteVector.Fields> {
        get throws {
            func route(_ name: String, _ seller: String, _ buyer: String, _ centre: String) throws
                -> MadeCase<RouteVector.Fields>
            {
                let route = try RouteID(
                    seller: ParticipantID(seller),
                    buyer: ParticipantID(buyer),
                    matchingCentre: ParticipantID(centre)
                )
                return MadeCase(
                    .init(
                        name: name,
                        seller: seller,
                        buyer: buyer,
                        matchingCentre: centre,
                        route: Hex(route.digest.rawRepresentation)
                    )
                )
            }
            func refused(_ name: String, _ seller: String) -> MadeCase<RouteVector.Fields> {
                MadeCase(
                    .init(name: name, seller: seller, buyer: "alice", matchingCentre: "mtc-1"),
                    error: "invalidAttribute"
                )
            }
            return VectorFileMaker(
                kind: "route",
                description:
                    "Rand of formula (5): SHA-256 over the deterministic CBOR of [seller, buyer, matchingCentre].",
                cases: [
                    try route("the example of Docs/Formats.md", "bob", "alice", "mtc-1"),
                    try route("buyer and seller changed over", "alice", "bob", "mtc-1"),
                    try route("another centre", "bob", "alice", "mtc-2"),
                    try route("the same letters, divided otherwise", "bo", "balice", "mtc-1"),
                    try route(
                        "the longest names",
                        String(repeating: "s", count: 64),
                        String(repeating: "b", count: 64),
                        "m"
                    ),
                    refused("no seller", ""),
                    refused("a name of 65 bytes", String(repeating: "s", count: 65)),
                    refused("a space in a name", "b ob"),
                ]
            )
        }
    }
}

/// A file of vectors in the making.
struct VectorFileMaker<Fields: Encodable>: Encodable {
    var format: String
    var description: String
    var source = "interlock vectors make"
    var cases: [MadeCase<Fields>]

    init(kind: String, description: String, cases: [MadeCase<Fields>]) {
        self.format = "interlock/1/\(kind)"
        self.description = description
        self.cases = cases
    }
}

/// A case in the making: its fields, and whether it is valid.
struct MadeCase<Fields: Encodable>: Encodable {
    var fields: Fields
    var error: String?

    init(_ fields: Fields, error: String? = nil) {
        self.fields = fields
        self.error = error
    }

    private enum CodingKeys: String, CodingKey { case result, error }

    func encode(to encoder: any Encoder) throws {
        try self.fields.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.error == nil ? "valid" : "invalid", forKey: .result)
        try container.encodeIfPresent(self.error, forKey: .error)
    }
}
