/** The shop's orders: day, product, amount in cents. Made up for this sample. */
export const ordersCsv = `2026-03-02,tea,1250
2026-03-02,coffee,890
2026-03-02,honey,640
2026-03-03,coffee,1780
2026-03-03,tea,625
2026-03-04,honey,1920
2026-03-04,tea,1250
2026-03-04,coffee,2670
2026-03-04,sugar,310
`;
