"""The pages by what they are about; each module holds its routes and reads from top to bottom."""
