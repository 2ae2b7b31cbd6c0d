"""What a department keeps beside its flows: hours, questions, tables, and their spreadsheets."""
