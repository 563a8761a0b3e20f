extension CBOR {
    /// Reads exactly one value.
    ///
    /// - Throws: `CryptoError` naming the byte at which the refused value begins, with code `notDeterministic` for
    ///   another than the deterministic form, `limitExceeded` beyond the limits, `invalidEncoding` for anything else
    ///   that is not well-formed CBOR with valid UTF-8 and each key once.
    public init(decoding bytes: [UInt8], limits: CBORLimits = .standard) throws(CryptoError) {
        guard bytes.count <= limits.byteCount else {
            throw CryptoError(
                .limitExceeded,
                "\(bytes.count) bytes of CBOR, at most \(limits.byteCount) are read"
            )
        }
        var decoder = CBORDecoder(bytes, itemCount: limits.itemCount)
        self = try decoder.root(depth: limits.depth)
    }
}

/// Walks over the bytes by index; every string is copied once, into the value that holds it.
private struct CBORDecoder {
    private let bytes: [UInt8]
    private var offset = 0
    private var itemsLeft: Int
    /// The values that heads have announced and that have not begun: each takes one byte at least.
    private var awaited = 0

    init(_ bytes: [UInt8], itemCount: Int) {
        self.bytes = bytes
        self.itemsLeft = itemCount
    }

    mutating func root(depth: Int) throws(CryptoError) -> CBOR {
        _ = try self.announce(1, valuesEach: 1, at: 0)
        let value = try self.value(depth: depth)
        guard self.offset == self.bytes.count else {
            throw Self.error(.invalidEncoding, at: self.offset, "bytes after the value")
        }
        return value
    }

    private mutating func value(depth: Int) throws(CryptoError) -> CBOR {
        let start = self.offset
        guard depth > 0 else { throw Self.error(.limitExceeded, at: start, "nested too deeply") }
        self.awaited -= 1
        let initial = UInt8(truncatingIfNeeded: try self.number(1, at: start))
        let info = initial & 31
        switch initial >> 5 {
        case 0: return .unsigned(try self.argument(info, at: start))
        case 1: return .negative(try self.argument(info, at: start))
        case 2: return .bytes(Array(self.bytes[try self.string(info, at: start)]))
        case 3: return .text(try self.text(self.string(info, at: start), at: start))
        case 4: return .array(try self.array(info, at: start, depth: depth - 1))
        case 5: return .map(try self.map(info, at: start, depth: depth - 1))
        case 6:
            let tag = try self.argument(info, at: start)
            _ = try self.announce(1, valuesEach: 1, at: start)
            return .tagged(tag, try self.value(depth: depth - 1))
        default: return try self.simpleOrFloat(info, at: start)
        }
    }

    private mutating func array(_ info: UInt8, at start: Int, depth: Int) throws(CryptoError) -> [CBOR] {
        let count = try self.announce(self.length(info, at: start), valuesEach: 1, at: start)
        var elements: [CBOR] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try self.value(depth: depth)) }
        return elements
    }

    private mutating func map(_ info: UInt8, at start: Int, depth: Int) throws(CryptoError) -> CBORMap {
        let count = try self.announce(self.length(info, at: start), valuesEach: 2, at: start)
        var entries: [CBORMap.Entry] = []
        entries.reserveCapacity(count)
        var previous = 0..<0
        for index in 0..<count {
            let keyStart = self.offset
            let key = try self.value(depth: depth)
            if index > 0 { try self.checkOrder(previous, keyStart..<self.offset) }
            previous = keyStart..<self.offset
            entries.append(CBORMap.Entry(key: key, value: try self.value(depth: depth)))
        }
        return CBORMap(sorted: entries)
    }

    /// Keys ascend byte by byte (RFC 8949 section 4.2.1); no encoding is the beginning of another.
    private func checkOrder(_ previous: Range<Int>, _ key: Range<Int>) throws(CryptoError) {
        for (left, right) in zip(previous, key) where self.bytes[left] != self.bytes[right] {
            guard self.bytes[left] > self.bytes[right] else { return }
            throw Self.error(.notDeterministic, at: key.lowerBound, "a key that is not in order")
        }
        throw Self.error(.invalidEncoding, at: key.lowerBound, "a key that the map has already")
    }

    /// Takes a count only where the budget and the bytes left hold that many values beside those still awaited.
    ///
    /// So all the memory ever set aside is proportional to the input, whatever its heads say.
    private mutating func announce(
        _ count: UInt64,
        valuesEach size: Int,
        at start: Int
    ) throws(CryptoError) -> Int {
        let room = max(0, self.bytes.count - self.offset - self.awaited)
        guard count <= UInt64(room / size) else {
            throw Self.error(.invalidEncoding, at: start, "the end comes too early")
        }
        guard count <= UInt64(self.itemsLeft / size) else {
            throw Self.error(.limitExceeded, at: start, "too many values")
        }
        self.itemsLeft -= Int(count) * size
        self.awaited += Int(count) * size
        return Int(count)
    }

    /// Steps over as many bytes and says where they are.
    private mutating func take(_ count: UInt64, at start: Int) throws(CryptoError) -> Range<Int> {
        guard count <= UInt64(self.bytes.count - self.offset) else {
            throw Self.error(.invalidEncoding, at: start, "the end comes too early")
        }
        let range = self.offset..<(self.offset + Int(count))
        self.offset = range.upperBound
        return range
    }

    private mutating func number(_ byteCount: UInt64, at start: Int) throws(CryptoError) -> UInt64 {
        var number: UInt64 = 0
        for index in try self.take(byteCount, at: start) { number = number << 8 | UInt64(self.bytes[index]) }
        return number
    }

    /// The argument of a head (RFC 8949 section 3), which must not have fitted a shorter form.
    private mutating func argument(_ info: UInt8, at start: Int) throws(CryptoError) -> UInt64 {
        guard info >= 24 else { return UInt64(info) }
        guard info <= 27 else {
            throw Self.error(.invalidEncoding, at: start, "additional information \(info) here is not CBOR")
        }
        let byteCount: UInt64 = 1 << UInt64(info - 24)
        let number = try self.number(byteCount, at: start)
        let least: UInt64 = byteCount == 1 ? 24 : 1 << (byteCount * 4)
        guard number >= least else {
            throw Self.error(.notDeterministic, at: start, "a number in more bytes than it needs")
        }
        return number
    }

    /// The argument of a type that CBOR lets have an indefinite length; the deterministic form does not.
    private mutating func length(_ info: UInt8, at start: Int) throws(CryptoError) -> UInt64 {
        guard info != 31 else { throw Self.error(.notDeterministic, at: start, "an indefinite length") }
        return try self.argument(info, at: start)
    }

    private mutating func string(_ info: UInt8, at start: Int) throws(CryptoError) -> Range<Int> {
        let length = try self.length(info, at: start)
        return try self.take(length, at: start)
    }

    private func text(_ range: Range<Int>, at start: Int) throws(CryptoError) -> String {
        guard let text = String(validating: self.bytes[range], as: UTF8.self) else {
            throw Self.error(.invalidEncoding, at: start, "text that is not UTF-8")
        }
        return text
    }

    private mutating func simpleOrFloat(_ info: UInt8, at start: Int) throws(CryptoError) -> CBOR {
        switch info {
        case 0..<24: return .simple(info)
        case 24:
            let number = UInt8(truncatingIfNeeded: try self.number(1, at: start))
            // RFC 8949 section 3.3: those below 32 have one byte or do not exist.
            guard number >= 32 else {
                throw Self.error(.invalidEncoding, at: start, "simple value \(number) in two bytes")
            }
            return .simple(number)
        case 25...27:
            let bits = try self.number(1 << UInt64(info - 24), at: start)
            guard let number = Self.float(bits, info) else {
                throw Self.error(.notDeterministic, at: start, "a floating-point number in another form")
            }
            return .float(number)
        case 31: throw Self.error(.invalidEncoding, at: start, "a break that ends nothing")
        default:
            throw Self.error(.invalidEncoding, at: start, "additional information \(info) here is not CBOR")
        }
    }

    /// The number, where no shorter form holds it, or it is the canonical NaN.
    private static func float(_ bits: UInt64, _ info: UInt8) -> Double? {
        switch info {
        case 25:
            let number = Float16(bitPattern: UInt16(truncatingIfNeeded: bits))
            return number.isNaN && number.bitPattern != CBOR.canonicalNaN ? nil : Double(number)
        case 26:
            let number = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
            return number.isNaN || Float(Float16(number)) == number ? nil : Double(number)
        default:
            let number = Double(bitPattern: bits)
            return number.isNaN || Double(Float(number)) == number ? nil : number
        }
    }

    private static func error(_ code: CryptoError.Code, at offset: Int, _ reason: String) -> CryptoError {
        CryptoError(code, "CBOR byte \(offset): \(reason)")
    }
}
