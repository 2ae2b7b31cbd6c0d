"""Understanding what people write, a sort of thing a module: dates, numbers, places, slips."""
