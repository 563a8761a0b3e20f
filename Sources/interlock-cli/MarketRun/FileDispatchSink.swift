import FoundationEssentials
import Glibc
import Interlock
import InterlockJSON

/// A dispatch system that keeps what it is told in a file: one JSON object a line, each trade once.
actor FileDispatchSink: DispatchSink {
    private let path: String
    private var known: Set<String> = []
    private let descriptor: Int32

    struct Line: Codable {
        var key: String
        var block: UInt64
        var number: UInt64
        var route: String
        var buyer: String
        var seller: String
        var period: Timestamp
        var energyWh: Int64
        var price: Int64
    }

    init(path: String) throws {
        self.path = path
        var kept = 0
        if FileSystem.exists(path) {
            let bytes = try FileSystem.read(path)
            // A last line that does not end was being written when the process ended.
            kept = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            for line in bytes[..<kept].split(separator: UInt8(ascii: "\n")) {
                self.known.insert(try StrictJSON.decode(Line.self, from: Array(line)).key)
            }
        }
        self.descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard self.descriptor >= 0, ftruncate(self.descriptor, kept) == 0,
            lseek(self.descriptor, 0, SEEK_END) >= 0
        else { throw FileError("open", path) }
        // What a killed process wrote and did not sync counts as told from here on.
        guard fdatasync(self.descriptor) == 0 else { throw FileError("sync", path) }
        try FileSystem.syncFolder(of: path)
    }

    deinit { _ = close(self.descriptor) }

    /// How many trades it has been told of.
    var count: Int { self.known.count }

    func dispatch(_ instructions: [DispatchInstruction]) throws {
        var text = ""
        for instruction in instructions
        where self.known.insert(instruction.idempotencyKey.description).inserted {
            let trade = instruction.trade
            text +=
                try JSON.text(
                    Line(
                        key: instruction.idempotencyKey.description,
                        block: instruction.block,
                        number: trade.number,
                        route: trade.route.description,
                        buyer: trade.buyer.description,
                        seller: trade.seller.description,
                        period: trade.period.start,
                        energyWh: trade.energy.wattHours,
                        price: trade.price.units
                    )
                ) + "\n"
        }
        try FileSystem.writeAll(self.descriptor, Array(text.utf8), path: self.path)
        guard fdatasync(self.descriptor) == 0 else { throw FileError("sync", self.path) }
    }
}
