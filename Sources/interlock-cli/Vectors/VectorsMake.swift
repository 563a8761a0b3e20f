import ArgumentParser
import FoundationEssentials
import Interlock

/// Makes our own vector files anew; for their maintainers.
struct VectorsMake: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make",
        abstract: "Make signing, gate, route, matching and trade vectors: the same bytes each time.",
        shouldDisplay: false
    )

    @Argument(help: "The folder to write to.", completion: .directory)
    var folder: String

    func run() throws {
        try self.write("signing", SigningVectorMaker.make())
        try self.write("route", Self.routes)
        try self.write("matching", Self.matching)
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

    private static var matching: VectorFileMaker<MatchingVector.Fields> {
        typealias Order = MatchingVector.Fields.Order
        func made(_ name: String, _ orders: [Order]) -> MadeCase<MatchingVector.Fields> {
            var fields = MatchingVector.Fields(name: name, orders: orders, matches: [])
            fields.matches = fields.matched()
            return MadeCase(fields)
        }
        func order(_ side: Side, _ owner: Int, _ energy: Int64, _ price: Int64) -> Order {
            .init(side: side, owner: owner, energyWh: energy, price: price)
        }
        let ladder = [order(.sell, 1, 100, 2_000), order(.sell, 2, 50, 1_900), order(.sell, 3, 70, 2_000)]
        var wrong = made("a match at the arriving order's price", ladder + [order(.buy, 9, 40, 2_100)])
        wrong.fields.matches[0].price = 2_100
        wrong.error = "malformed"
        var generator = SplitMix64(seed: 7)
        let many = (0..<60).map { _ in
            order(
                generator.next() & 1 == 0 ? .buy : .sell,
                Int(generator.next() % 12),
                Int64(1 + generator.next() % 500),
                Int64(1_500 + generator.next() % 1_000)
            )
        }
        return VectorFileMaker(
            kind: "matching",
            description:
                "Price-time priority: orders of one period in the sequence of their admission, and the matches they make;"
                + " `demand` and `supply` are places in `orders`, prices are those of the order that rested.",
            cases: [
                made("best price first, then the earlier", ladder + [order(.buy, 9, 160, 2_000)]),
                made("no price crosses", ladder + [order(.buy, 9, 160, 1_899)]),
                made(
                    "a demand that rests sets the price",
                    [order(.buy, 9, 160, 2_500), order(.sell, 1, 100, 1_000)]
                ),
                made(
                    "nobody trades with itself",
                    [order(.sell, 9, 10, 1_000), order(.sell, 1, 10, 1_500), order(.buy, 9, 20, 2_000)]
                ),
                made(
                    "partial fills",
                    [order(.sell, 1, 5, 1_000), order(.buy, 2, 3, 1_000), order(.buy, 3, 3, 1_000)]
                ),
                made("negative prices", [order(.sell, 1, 5, -300), order(.buy, 2, 5, -200)]),
                made("sixty orders at random", many), wrong,
            ]
        )
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
