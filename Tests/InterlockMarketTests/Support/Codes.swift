import InterlockMarket
import MarketTestSupport

/// The code with which `body` refuses; nil where it does not.
func refusal<Value>(_ body: () throws -> Value) -> Refusal.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? Refusal)?.code
    }
}

/// The code with which `body` fails; nil where it does not.
func code<Value>(_ body: () throws -> Value) -> MarketError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? MarketError)?.code
    }
}
